# The lab's namespaces, links and addresses; sourced by lab. Every namespace is called xl-something.
#
# Addresses look public, each site and server in a /16 (IPv4) and /32 (IPv6) of its own, as the program counts networks so.
# Site a has number 1, b has 2:
#   11.N.0.1               the site's address as seen from outside, when it has a NAT
#   11.N.1.2, 11.N.1.3     its hosts, when it has none (open, firewall); 11.N.1.1 is their router
#   192.168.N.2, .3        its hosts behind the NAT; 192.168.N.1 is their router
#   100.64.N.2             the home router behind a carrier's NAT
#   2a00:N:0:1::2, ::3     its hosts' IPv6
#   11.N.254.0/30          the link between provider and backbone
# Server n has 11.(10+n).0.1 and .2, and 2a00:(10+n)::1.

STATE=/run/xorcast-nat-lab
SITES=(a b)

namespaces() { ip netns list | awk '/^xl-/ { print $1 }'; }

number() { [ "$1" = a ] && echo 1 || echo 2; }

# A namespace; a router of both IP versions when the second argument is "router".
space() {
  ip netns add "xl-$1"
  # The bridge in a home must not show what passes between its hosts to netfilter. Redirects would tell the hosts of a
  # shorter way when the router turns a packet round (hairpin). Addresses have to be usable at once (accept_dad).
  local settings=(net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 net.ipv4.conf.all.rp_filter=0
    net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0)
  [ "${2-}" != router ] || settings+=(net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1)
  ip netns exec "xl-$1" sysctl -qw "${settings[@]}"
  if [ "${2-}" = router ] && [ -e /proc/sys/net/bridge ]; then
    ip netns exec "xl-$1" sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0
  fi
  ip -n "xl-$1" link set dev lo up
}

# A cable: SPACE1 NAME1 SPACE2 NAME2.
cable() {
  ip link add name "$2" netns "xl-$1" type veth peer name "$4" netns "xl-$3"
  ip -n "xl-$1" link set dev "$2" up
  ip -n "xl-$3" link set dev "$4" up
}

make() {
  local site host n s
  space net router
  net_rules | ip netns exec xl-net nft -f -
  for s in 1 2 3; do
    space "srv$s"
    cable net "srv$s" "srv$s" eth0
    n=$((10 + s))
    ip -n xl-net -batch - <<END
address add 11.$n.0.254/24 dev srv$s
address add 2a00:$n::ffff/64 dev srv$s nodad
END
    ip -n "xl-srv$s" -batch - <<END
address add 11.$n.0.1/24 dev eth0
address add 11.$n.0.2/24 dev eth0
address add 2a00:$n::1/64 dev eth0 nodad
route add default via 11.$n.0.254
route add ::/0 via 2a00:$n::ffff
END
  done
  for site in "${SITES[@]}"; do
    n=$(number "$site")
    space "$site-isp" router
    space "$site" router
    cable net "$site" "$site-isp" wan
    cable "$site-isp" home "$site" wan
    ip -n xl-net -batch - <<END
address add 11.$n.254.2/30 dev $site
route add 11.$n.0.0/16 via 11.$n.254.1
address add 2a00:$n:0:3::2/64 dev $site nodad
route add 2a00:$n::/32 via 2a00:$n:0:3::1
END
    ip -n "xl-$site-isp" -batch - <<END
address add 11.$n.254.1/30 dev wan
route add default via 11.$n.254.2
route add unreachable 11.$n.0.0/16
address add 2a00:$n:0:3::1/64 dev wan nodad
address add 2a00:$n:0:2::2/64 dev home nodad
route add ::/0 via 2a00:$n:0:3::2
route add 2a00:$n:0:1::/64 via 2a00:$n:0:2::1
route add unreachable 2a00:$n::/32
END
    ip -n "xl-$site" -batch - <<END
link add name lan type bridge
link set dev lan up
address add 192.168.$n.1/24 dev lan
address add 11.$n.1.1/24 dev lan
address add 2a00:$n:0:1::1/64 dev lan nodad
address add 2a00:$n:0:2::1/64 dev wan nodad
route add ::/0 via 2a00:$n:0:2::2
END
    for host in 1 2; do
      space "$site$host"
      cable "$site" "$site$host" "$site$host" eth0
      ip -n "xl-$site" link set dev "$site$host" master lan
    done
  done
}

# What changes with the kind: the hosts' addresses, and who holds the site's outer address. SITE KIND IPV6(yes|no)
addresses() {
  local site=$1 kind=$2 ipv6=$3 n host four
  n=$(number "$site")
  ip -n "xl-$site" -4 address flush dev wan
  ip -n "xl-$site-isp" -4 address flush dev home
  ip -n "xl-$site-isp" address del "11.$n.0.1/32" dev wan 2>/dev/null || true
  if [ "$kind" = cgn ]; then
    ip -n "xl-$site" -batch - <<END
address add 100.64.$n.2/30 dev wan
route add default via 100.64.$n.1
END
    ip -n "xl-$site-isp" -batch - <<END
address add 100.64.$n.1/30 dev home
address add 11.$n.0.1/32 dev wan
END
  else
    ip -n "xl-$site" -batch - <<END
address add 11.$n.0.1/30 dev wan
route add default via 11.$n.0.2
END
    ip -n "xl-$site-isp" -batch - <<END
address add 11.$n.0.2/30 dev home
route replace 11.$n.1.0/24 via 11.$n.0.1
END
  fi
  case $kind in
    open | firewall) four=11.$n.1 ;;
    ipv6-only) four= ;;
    *) four=192.168.$n ;;
  esac
  for host in 1 2; do
    ip -n "xl-$site$host" -4 address flush dev eth0
    ip netns exec "xl-$site$host" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
    [ "$ipv6" = no ] || ip netns exec "xl-$site$host" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
    {
      [ -z "$four" ] || echo "address add $four.$((host + 1))/24 dev eth0
route add default via $four.1"
      [ "$ipv6" = no ] || echo "address add 2a00:$n:0:1::$((host + 1))/64 dev eth0 nodad
route add ::/0 via 2a00:$n:0:1::1"
    } | ip -n "xl-$site$host" -batch -
  done
}

# Kills what runs in the lab's namespaces, and removes them; the links go with them.
remove() {
  local space pid
  for space in $(namespaces); do
    for pid in $(ip netns pids "$space"); do
      kill -9 "$pid" 2>/dev/null || true
    done
  done
  for space in $(namespaces); do
    ip netns del "$space"
  done
  rm -rf "$STATE"
}
