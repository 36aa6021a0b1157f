package org.xorcast.app.architecture.planted.app;

import org.xorcast.app.architecture.planted.net.Socket;

/** In app, which may see node. */
public record Command(Socket socket) {}
