package org.xorcast.core.architecture.planted;

import java.util.concurrent.ConcurrentHashMap;

record UsesConcurrentMap(ConcurrentHashMap<String, String> map) {}
