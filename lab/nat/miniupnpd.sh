# Debian's miniupnpd in a router's namespace; sourced by lab and igd. It speaks UPnP IGD, NAT-PMP and PCP, and gives ports to
# whoever asks at the device `lan` for what comes in at `wan`.

# Not the package miniupnpd, which would start one for the machine itself.
MINIUPNPD_PACKAGE=miniupnpd-nftables

# The chains that it puts its rules in.
miniupnpd_rules() {
  cat <<'END'
table inet miniupnpd {
  chain prerouting {
    type nat hook prerouting priority -100;
    jump prerouting_miniupnpd
  }
  chain postrouting {
    type nat hook postrouting priority 99;
    jump postrouting_miniupnpd
  }
  chain miniupnpd { }
  chain prerouting_miniupnpd { }
  chain postrouting_miniupnpd { }
}
END
}

miniupnpd_config() { # NETWORK
  cat <<END
ext_ifname=wan
listening_ip=lan
port=5000
enable_natpmp=yes
enable_upnp=yes
force_igd_desc_v1=${IGD_V1:-no}
secure_mode=yes
min_lifetime=120
max_lifetime=86400
system_uptime=no
uuid=7d0c6a52-5f0c-4f3e-9a57-000000000001
upnp_table_name=miniupnpd
upnp_nat_table_name=miniupnpd
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
allow 1024-65535 $1 1024-65535
deny 0-65535 0.0.0.0/0 0-65535
END
}

# Starts it, with what miniupnpd_rules printed in place: SPACE NETWORK FILES. The files are FILES.conf, .pid and .log.
miniupnpd_start() {
  miniupnpd_config "$2" >"$3.conf"
  ip netns exec "$1" miniupnpd -d -f "$3.conf" -P "$3.pid" </dev/null >"$3.log" 2>&1 &
  # Ready once it listens for NAT-PMP and PCP, the last it does.
  while kill -0 $! 2>/dev/null; do
    ! ip netns exec "$1" ss -Hlun 'sport = :5351' | grep -q . || return 0
    sleep 0.05
  done
  cat "$3.log" >&2
  fail "miniupnpd does not start"
}

# FILES. Nothing if it does not run.
miniupnpd_stop() {
  local pid
  pid=$(cat "$1.pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
  rm -f "$1.pid"
}
