# The nftables rules of each kind of NAT; sourced by lab. Each function prints a whole ruleset for `nft -f -`.
# Of nft 1.0.6: `fwd` and `in` are keywords, no names for chains; a rule before `}` needs a newline.

KINDS=(open firewall full-cone restricted port-restricted symmetric naive cgn no-hairpin udp-blocked ipv6-only igd)

# Nothing passes and nothing arrives, so that no flow is remembered while a router is between two kinds.
blackout() {
  cat <<END
flush ruleset
table inet lab {
  chain passing {
    type filter hook forward priority filter; policy drop;
  }
  chain arriving {
    type filter hook input priority filter; policy drop;
    meta l4proto { icmp, icmpv6 } accept
  }
}
END
}

# The backbone. Sites and servers are far away from each other: a packet with few hops left dies here, as the openers of hole punching do.
net_rules() {
  cat <<END
table inet lab {
  chain cut {
    type filter hook forward priority filter;
  }
  chain far {
    type filter hook forward priority filter;
    ip ttl < 8 drop
    ip6 hoplimit < 8 drop
  }
}
END
}

# By address, as delay.py sends packets another way through the backbone.
cut_rules() {
  cat <<END
flush chain inet lab cut
add rule inet lab cut ip saddr 11.1.0.0/16 ip daddr 11.2.0.0/16 drop
add rule inet lab cut ip saddr 11.2.0.0/16 ip daddr 11.1.0.0/16 drop
add rule inet lab cut ip6 saddr 2a00:1::/32 ip6 daddr 2a00:2::/32 drop
add rule inet lab cut ip6 saddr 2a00:2::/32 ip6 daddr 2a00:1::/32 drop
END
}

# The provider's router: it only routes, save for cgn.
isp_rules() {
  local n
  n=$(number "$1")
  echo "flush ruleset"
  if [ "$2" = cgn ]; then
    filter_table home yes
    nat_table home "11.$n.0.1" port-restricted no "$3"
  fi
}

# The home's router: SITE KIND SEED
home_rules() {
  local n
  n=$(number "$1")
  echo "flush ruleset"
  case $2 in
    open) ;;
    firewall | ipv6-only) filter_table lan yes ;;
    full-cone | restricted | port-restricted)
      filter_table lan yes
      nat_table lan "11.$n.0.1" "$2" yes "$3"
      ;;
    igd)
      filter_table lan yes
      nat_table lan "11.$n.0.1" symmetric no "$3"
      miniupnpd_rules
      ;;
    symmetric | no-hairpin)
      filter_table lan yes
      nat_table lan "11.$n.0.1" "$2" no "$3"
      ;;
    naive)
      filter_table lan no
      nat_table lan "11.$n.0.1" port-restricted no "$3"
      ;;
    udp-blocked)
      filter_table lan yes "meta l4proto udp drop"
      nat_table lan "11.$n.0.1" port-restricted no "$3"
      ;;
    cgn)
      filter_table lan yes
      nat_table lan "100.64.$n.2" port-restricted no "$3"
      ;;
  esac
}

# The stateful firewall: INSIDE GUARDED [RULE]. What begins inside may pass, and answers to it; of what begins outside only
# what a mapping sends in. Unless GUARDED is no, packets that no flow expects are dropped on arrival. Otherwise connection
# tracking takes such a packet for a flow to the router itself, and when the inside sends to its sender, that port is taken:
# the mapping moves to another one, though every STUN test finds it independent of the destination. That is `naive`.
filter_table() {
  cat <<END
table inet lab {
  chain passing {
    type filter hook forward priority filter; policy drop;
    ${3-}
    ct state established,related accept
    iifname "$1" accept
    ct status dnat accept
  }
  chain arriving {
    type filter hook input priority filter;
    $([ "$2" = no ] || echo 'iifname "wan" meta l4proto udp ct state new drop')
  }
}
END
}

# Address translation: INSIDE OUTER-ADDRESS KIND HAIRPIN SEED. Linux by itself keeps the port where it can and lets in only
# what a flow expects: port-restricted. Two things come on top:
#  - `cone` remembers who has which port outside, for the kinds that let strangers in, and for hairpin;
#    `seen` remembers, for restricted, which addresses a port has sent to.
#  - with a seed, ports are not kept: each port of the inside gets one that a hash tells, the same to all destinations.
nat_table() {
  local inside=$1 outer=$2 kind=$3 hairpin=$4 seed=$5 let_in= turn= translate strange=
  case $kind in
    full-cone) let_in="iifname \"wan\" ip daddr $outer dnat ip to udp dport map @cone" ;;
    restricted) let_in="iifname \"wan\" ip daddr $outer udp dport . ip saddr @seen dnat ip to udp dport map @cone" ;;
  esac
  if [ "$hairpin" = yes ]; then
    turn="iifname \"$inside\" ip daddr $outer dnat ip to udp dport map @cone"
  fi
  # What turns round comes from the router's outer address (RFC 4787, REQ-9).
  translate="snat ip to $outer"
  [ "$kind" != symmetric ] || translate="$translate fully-random"
  if [ "$seed" != 0 ] && [ "$kind" != symmetric ]; then
    strange="meta l4proto { tcp, udp } snat ip to $outer : jhash ip saddr . th sport mod 60000 seed $seed offset 2000"
  fi
  [ "$kind" != no-hairpin ] || turn="iifname \"$inside\" ip daddr $outer drop"
  cat <<END
table ip nat {
  map cone {
    type inet_service : ipv4_addr . inet_service
    flags dynamic
    size 65535
  }
  set seen {
    type inet_service . ipv4_addr
    flags dynamic
    size 65535
  }
  chain before {
    type nat hook prerouting priority dstnat;
    $let_in
    $turn
  }
  chain after {
    type nat hook postrouting priority srcnat;
    oifname "wan" jump translate
    iifname "$inside" oifname "$inside" ct status dnat jump translate
  }
  chain translate {
    $strange
    $translate
  }
  chain remember {
    type filter hook postrouting priority srcnat + 10;
    oifname "wan" ct direction original meta l4proto udp jump note
  }
  chain note {
    update @cone { udp sport : ct original ip saddr . ct original proto-src }
    update @seen { udp sport . ip daddr }
  }
}
END
}
