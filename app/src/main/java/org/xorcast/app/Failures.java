package org.xorcast.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.xorcast.DamagedKeyException;
import org.xorcast.DataDirInUseException;
import org.xorcast.NoPeersException;
import org.xorcast.NotInvitedException;
import org.xorcast.PayloadSizeException;
import org.xorcast.PortInUseException;
import org.xorcast.XorcastException;

/** What each exception means to the shell and to people. */
final class Failures {
  private Failures() {}

  static int exitCode(Throwable failure) {
    return switch (failure) {
      case CommandException known -> known.exitCode();
      case NoPeersException e -> ExitCode.UNREACHABLE;
      case PayloadSizeException e -> ExitCode.REFUSED;
      case DataDirInUseException e -> ExitCode.REFUSED;
      case PortInUseException e -> ExitCode.REFUSED;
      case DamagedKeyException e -> ExitCode.REFUSED;
      case NotInvitedException e -> ExitCode.REFUSED;
      default -> ExitCode.FAILURE;
    };
  }

  /** One line. */
  static String message(Throwable failure) {
    String message =
        switch (failure) {
          case CommandException known -> known.getMessage();
          case XorcastException known -> known.getMessage();
          case IllegalArgumentException known -> known.getMessage();
          case UncheckedIOException wrapped -> wrapped.getMessage();
          case IOException e -> describe(e);
          default -> null;
        };
    if (message == null) {
      message = "unexpected " + failure + " (-v shows where)";
    }
    return oneLine(message);
  }

  static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Many exceptions of the file system have nothing but the file's name as their message. */
  private static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": there is no such file";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other when other.getReason() == null ->
          other.getFile() + ": " + other.getClass().getSimpleName();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
