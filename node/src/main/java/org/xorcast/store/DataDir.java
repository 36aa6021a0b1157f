package org.xorcast.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xorcast.DataDirUnusableException;
import org.xorcast.core.id.PeerId;
import org.xorcast.core.id.PeerRecord;
import org.xorcast.core.id.Verifier;
import org.xorcast.core.rights.Statement;
import org.xorcast.identity.Ed25519;
import org.xorcast.identity.KeyPairIdentity;

/** A node's directory, held from {@link #open} to {@link #close}. Thread-safe. */
public final class DataDir implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DataDir.class);
  private static final String RIGHTS = "rights";

  private final Path directory;
  private final DirLock lock;
  private boolean closed;

  private DataDir(Path directory, DirLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Creates the directory if need be, for its owner only, and takes it.
   *
   * @throws org.xorcast.DataDirInUseException if another node has it
   * @throws DataDirUnusableException if it cannot be created or written, or is no directory
   */
  public static DataDir open(Path directory) {
    try {
      if (Files.exists(directory) && !Files.isDirectory(directory)) {
        throw new DataDirUnusableException(
            directory + " is not a directory: name another as data directory", null);
      }
      create(directory.toAbsolutePath());
      return new DataDir(directory, DirLock.take(directory));
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static void create(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (directory.getParent() != null) {
      Files.createDirectories(directory.getParent());
    }
    if (AtomicFile.isPosix(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(directory);
    }
  }

  /**
   * The identity of this directory, made at the first call ever.
   *
   * @throws org.xorcast.DamagedKeyException if the key file holds no key
   * @throws DataDirUnusableException if it cannot be read or written
   */
  public KeyPairIdentity identity(Ed25519 crypto) {
    try {
      return KeyFile.loadOrCreate(directory.resolve("identity.pem"), crypto);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /**
   * Peers of the last run; none if there was none or their file cannot be read, which is logged.
   */
  public List<PeerRecord> loadPeers(Verifier verifier) {
    try {
      return PeerCache.load(directory.resolve("peers"), verifier);
    } catch (IOException e) {
      log.warn("cannot read the peers of the last run: {}", e.toString());
      return List.of();
    }
  }

  /** Keeps peers for the next run. Failure is logged: a node can live without. */
  public synchronized void savePeers(List<PeerRecord> records) {
    if (closed) {
      return;
    }
    try {
      PeerCache.save(directory.resolve("peers"), records);
    } catch (IOException e) {
      log.warn("cannot save the peers for the next run: {}", e.toString());
    }
  }

  /**
   * The DHT of the last run; null if there was none or its file cannot be read, which is logged.
   */
  public @Nullable SavedDht loadDht() {
    try {
      return DhtCache.load(directory.resolve("dht"));
    } catch (IOException e) {
      log.warn("cannot read the DHT's nodes of the last run: {}", e.toString());
      return null;
    }
  }

  /** Keeps nodes of the DHT for the next run. Failure is logged: a node can live without. */
  public synchronized void saveDht(SavedDht dht) {
    if (closed) {
      return;
    }
    try {
      DhtCache.save(directory.resolve("dht"), dht);
    } catch (IOException e) {
      log.warn("cannot save the DHT's nodes for the next run: {}", e.toString());
    }
  }

  /**
   * Where the history of a group lies; its directory exists.
   *
   * @param group made of letters and digits
   * @throws DataDirUnusableException if the directory cannot be made
   */
  public Path historyFile(String group) {
    Path histories = directory.resolve("history");
    try {
      create(histories.toAbsolutePath());
      return histories.resolve(group + ".sqlite");
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /**
   * What the owner of a topic has signed, as far as it was known in the last run; nothing if its
   * file cannot be read, which is logged.
   *
   * @param group made of letters and digits
   */
  public List<Statement> loadRights(String group, PeerId owner, Verifier verifier) {
    try {
      return RightsFile.load(directory.resolve(RIGHTS).resolve(group), owner, verifier);
    } catch (IOException e) {
      log.warn("cannot read the rights known in the last run: {}", e.toString());
      return List.of();
    }
  }

  /**
   * Keeps what the owner of a topic has signed.
   *
   * @param group made of letters and digits
   * @param topic the topic's name
   * @throws DataDirUnusableException if it cannot be written
   */
  public synchronized void saveRights(
      String group, String topic, PeerId owner, List<Statement> statements) {
    if (closed) {
      return;
    }
    Path rights = directory.resolve(RIGHTS);
    try {
      create(rights.toAbsolutePath());
      RightsFile.save(rights.resolve(group), topic, owner, statements);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** The names of the topics of {@code owner} whose rights are kept here. */
  public List<String> topicsOwnedBy(PeerId owner) {
    Path rights = directory.resolve(RIGHTS);
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(rights)) {
      return names;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(rights)) {
      for (Path file : files) {
        if (file.endsWith("network")) {
          continue;
        }
        RightsFile.nameOwnedBy(owner, file).ifPresent(names::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("cannot read the rights known in the last run: {}", e.toString());
    }
    return names;
  }

  /** Lets another node have the directory. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      lock.close();
    } catch (IOException e) {
      log.warn("cannot release {}: {}", directory, e.toString());
    }
  }

  private static DataDirUnusableException unusable(Path directory, IOException e) {
    return new DataDirUnusableException(
        "cannot use the data directory "
            + directory
            + " ("
            + Causes.of(e)
            + "): check its permissions and the space on the disk, or name another",
        e);
  }
}
