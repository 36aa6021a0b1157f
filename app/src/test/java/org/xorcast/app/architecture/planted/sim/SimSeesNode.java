package org.xorcast.app.architecture.planted.sim;

import org.xorcast.app.architecture.planted.net.Socket;

/** Forbidden: sim and node never see each other. */
record SimSeesNode(Socket socket) {}
