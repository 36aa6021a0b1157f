package org.xorcast.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteTablesTest {
  private static final String LINUX_HEAD =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

  @Test
  void linuxTakesTheLeastMetric() {
    String table =
        LINUX_HEAD
            + "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
            + "eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
            + "eth0\t004DA8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";
    assertThat(RouteTables.linux(table)).get().hasToString("/192.168.77.1");
  }

  @Test
  void linuxWithoutAGateway() {
    // A tunnel for everything has no gateway (flag 2 is missing), and half of everything is no
    // default.
    String table =
        LINUX_HEAD
            + "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"
            + "tun0\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
            + "bad\t00000000\tzz\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\n";
    assertThat(RouteTables.linux(table)).isEmpty();
    assertThat(RouteTables.linux("")).isEmpty();
  }

  @Test
  void macos() {
    String table =
        """
        Routing tables

        Internet:
        Destination        Gateway            Flags               Netif Expire
        default            link#18            UCSIg           bridge100      !
        default            192.168.1.1        UGScg                 en0
        127                127.0.0.1          UCS                   lo0

        Internet6:
        Destination        Gateway            Flags               Netif Expire
        default            fe80::%utun0       UGcIg               utun0
        """;
    assertThat(RouteTables.netstat(table)).get().hasToString("/192.168.1.1");
    assertThat(RouteTables.netstat("default fe80::1%en0 UG\n")).isEmpty();
  }

  @Test
  void windowsTakesTheLeastMetricInAnyLanguage() {
    String table =
        """
        ===========================================================================
        IPv4-Routentabelle
        ===========================================================================
        Aktive Routen:
             Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
                  0.0.0.0          0.0.0.0      192.168.9.1     192.168.9.40     55
                  0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.20     25
                  0.0.0.0          0.0.0.0  Auf Verbindung       10.8.0.2      5
                  0.0.0.0          0.0.0.0         On-link        10.8.0.3      5
        ===========================================================================
        Ständige Routen:
                  0.0.0.0          0.0.0.0      192.168.3.1  Default
        """;
    assertThat(RouteTables.windows(table)).get().hasToString("/192.168.1.1");
    assertThat(RouteTables.windows("")).isEmpty();
  }
}
