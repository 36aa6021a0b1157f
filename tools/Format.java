import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Checks ({@code --check}) or restores ({@code --replace}) google-java-format style in every Java
 * file below the current directory, or below the given paths. Files whose bytes were found well
 * formatted before are not looked at again: their digests are kept in {@code target/formatted}. A
 * check that fails lists the files in {@code target/unformatted} and exits with 3.
 */
final class Format {
  private static final Path CACHE = Path.of("target/formatted");
  private static final Path FINDINGS = Path.of("target/unformatted");

  private final Formatter formatter = new Formatter();
  private final boolean replace;
  private final Set<String> before;
  private final Set<String> after = new ConcurrentSkipListSet<>();
  private final Set<String> unformatted = new ConcurrentSkipListSet<>();
  private final Set<String> broken = new ConcurrentSkipListSet<>();

  private Format(boolean replace) throws IOException {
    this.replace = replace;
    before = Files.exists(CACHE) ? Set.copyOf(Files.readAllLines(CACHE)) : Set.of();
  }

  public static void main(String[] args) throws IOException {
    List<String> arguments = List.of(args);
    if (arguments.isEmpty() || !Set.of("--check", "--replace").contains(arguments.getFirst())) {
      System.err.println("usage: Format --check | --replace [PATH]...");
      System.exit(2);
    }
    List<String> paths = arguments.size() > 1 ? arguments.subList(1, args.length) : List.of("");
    System.exit(new Format(arguments.getFirst().equals("--replace")).run(paths));
  }

  private int run(List<String> paths) throws IOException {
    Files.createDirectories(CACHE.getParent());
    Files.deleteIfExists(FINDINGS);
    sources(paths).parallelStream().forEach(this::visit);
    if (!paths.equals(List.of(""))) {
      after.addAll(before);
    }
    Files.write(CACHE, after);
    broken.forEach(System.err::println);
    for (String file : unformatted) {
      System.err.println((replace ? "formatted " : "not formatted: ") + file);
    }
    if (!broken.isEmpty()) {
      return 1;
    }
    if (replace || unformatted.isEmpty()) {
      return 0;
    }
    Files.write(FINDINGS, unformatted);
    return 3;
  }

  private void visit(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String digest = digest(bytes);
      if (before.contains(digest)) {
        after.add(digest);
        return;
      }
      String source = new String(bytes, StandardCharsets.UTF_8);
      String formatted = formatter.formatSourceAndFixImports(source);
      if (!formatted.equals(source)) {
        unformatted.add(file.toString());
        if (!replace) {
          return;
        }
        Files.writeString(file, formatted);
      }
      after.add(digest(formatted.getBytes(StandardCharsets.UTF_8)));
    } catch (FormatterException e) {
      e.diagnostics().forEach(problem -> broken.add(file + ":" + problem));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(List<String> paths) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String path : paths) {
      Files.walkFileTree(
          Path.of(path),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              String name = dir.getFileName().toString();
              return name.startsWith(".") || name.equals("target")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".java")) {
                sources.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return sources;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
