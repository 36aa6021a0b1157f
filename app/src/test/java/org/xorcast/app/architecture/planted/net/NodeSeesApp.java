package org.xorcast.app.architecture.planted.net;

import org.xorcast.app.architecture.planted.app.Command;

/** Forbidden: nothing depends on app. */
record NodeSeesApp(Command command) {}
