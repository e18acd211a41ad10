package dev.tidegate.tools.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path folder;

  private Path file(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void theLineOfTheFileIsTheToken() throws IOException {
    Token token = Token.read(file(SECRET + "\n", "rw-------"));

    assertThat(token.is(SECRET)).isTrue();
    assertThat(token.is(SECRET + "0")).isFalse();
    assertThat(token.is("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aFileThatOthersMayReadOrWriteIsRefused(String mode) throws IOException {
    Path file = file(SECRET, mode);

    assertThatThrownBy(() -> Token.read(file)).hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0123456789abcde", "0123456789abcdef 0123", "0123456789abcdef\nsecond"})
  void aTokenThatIsShortOrNotOneWordIsRefused(String text) throws IOException {
    Path file = file(text, "rw-------");

    assertThatThrownBy(() -> Token.read(file)).isInstanceOf(IOException.class);
  }

  @Test
  void aTokenBeyondTheBoundIsRefused() throws IOException {
    assertThat(Token.read(file("x".repeat(1_024), "rw-------")).is("x".repeat(1_024))).isTrue();
    Path file = file("x".repeat(1_025), "rw-------");
    assertThatThrownBy(() -> Token.read(file)).hasMessageContaining("16 to 1024");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Token.read(folder.resolve("none"))).hasMessageContaining("none");
  }
}
