package org.xorcast.core.architecture.planted;

import java.net.InetSocketAddress;

record OpensSocket(InetSocketAddress address) {}
