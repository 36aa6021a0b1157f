package org.xorcast.core.architecture.planted;

import java.security.SecureRandom;

record DrawsSecureRandom(SecureRandom random) {}
