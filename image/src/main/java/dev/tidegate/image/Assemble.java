package dev.tidegate.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The program that makes the image out of what the other modules have packaged. It must run on the
 * JDK whose runtime the image is to have.
 */
final class Assemble {
  private Assemble() {}

  /**
   * Makes it, unless it is there and nothing has changed.
   *
   * @param words the top of the project, and the folder to make {@code tidegate} in
   */
  public static void main(String[] words) throws IOException, InterruptedException {
    Path project = Path.of(words[0]).toAbsolutePath();
    Path target = Path.of(words[1]).toAbsolutePath();
    Path image = target.resolve("tidegate");
    // The launcher takes the image while no source is newer than this file.
    Path stamp = target.resolve("tidegate.built");
    Path stampOfThis = Files.writeString(target.resolve("tidegate.building"), "");
    Path inputs = target.resolve("tidegate.inputs");

    Parts parts = Parts.of(project);
    String digest = parts.digest();
    if (!Files.exists(inputs) || !Files.readString(inputs).equals(digest)) {
      Files.deleteIfExists(inputs);
      Files.deleteIfExists(stamp);
      make(parts, target, image);
      Files.writeString(inputs, digest);
    }
    Files.move(stampOfThis, stamp, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void make(Parts parts, Path target, Path image)
      throws IOException, InterruptedException {
    Layout making = new Layout(target.resolve("tidegate.new"));
    Folders.delete(making.root());
    Files.createDirectories(making.root());
    Runtimes.link(parts.jars(), making.runtime());
    parts.lay(making);
    Training.run(making, target);
    Folders.letEveryoneRead(making.root());
    Folders.delete(image);
    Files.move(making.root(), image);
  }
}
