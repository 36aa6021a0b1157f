package org.xorcast.app.architecture.planted.core;

import org.xorcast.app.architecture.planted.net.Socket;

/** Forbidden: core sees nothing. */
record CoreSeesNode(Socket socket) {}
