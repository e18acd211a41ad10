package dev.tidegate.acceptance.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A Chromium without a window, steered by WebDriver: plain HTTP to Debian's chromedriver. */
final class Browser implements AutoCloseable {
  /** Keys that are no characters, as WebDriver names them. */
  static final String ENTER = "\uE007";

  static final String ESCAPE = "\uE00C";
  static final String LEFT = "\uE012";
  static final String UP = "\uE013";
  static final String RIGHT = "\uE014";
  static final String DOWN = "\uE015";
  static final String HOME = "\uE011";
  static final String END = "\uE010";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Gson GSON = new Gson();

  private final Path folder;
  private final HeldPort port;
  private final Process driver;
  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private String session = "";

  private Browser(Path folder, HeldPort port, Process driver) {
    this.folder = folder;
    this.port = port;
    this.driver = driver;
    this.base = URI.create("http://127.0.0.1:" + port.number());
  }

  /** Starts it; skips the test if it is not installed. */
  static Browser start() {
    Requirements.programs("chromium", "chromedriver");
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidebrowser");
      HeldPort port = HeldPort.take();
      Process driver =
          new ProcessBuilder("chromedriver", "--port=" + port.number())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("driver.log").toFile())
              .start();
      Browser browser = new Browser(folder, port, driver);
      try {
        browser.open();
      } catch (RuntimeException | AssertionError failure) {
        browser.close();
        throw failure;
      }
      return browser;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() {
    Until.holds("chromedriver answers", this::answers);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--headless=new",
                "--disable-gpu",
                "--hide-scrollbars",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile")));
    if (Requirements.isRoot()) {
      arguments.add("--no-sandbox"); // it refuses to start as root with it
    }
    var options = Map.of("binary", "/usr/bin/chromium", "args", arguments);
    var wanted =
        Map.of(
            "browserName",
            "chrome",
            "goog:chromeOptions",
            options,
            "goog:loggingPrefs",
            Map.of("browser", "ALL", "performance", "ALL"));
    JsonObject made =
        post("/session", Map.of("capabilities", Map.of("alwaysMatch", wanted))).getAsJsonObject();
    session = "/session/" + made.get("sessionId").getAsString();
  }

  private boolean answers() throws InterruptedException, IOException {
    try {
      HttpRequest question = HttpRequest.newBuilder(base.resolve("/status")).build();
      return http.send(question, HttpResponse.BodyHandlers.ofString(UTF_8)).statusCode() == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  private JsonElement post(String path, Object body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(GSON.toJson(body), UTF_8))
            .build();
    try {
      String answer = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
      JsonElement value = JsonParser.parseString(answer).getAsJsonObject().get("value");
      if (value.isJsonObject() && value.getAsJsonObject().has("error")) {
        throw new AssertionError(path + " " + GSON.toJson(body) + "\n" + value);
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void go(URI address) {
    post(session + "/url", Map.of("url", address.toString()));
  }

  /** Runs statements in the page and returns what they return. */
  JsonElement run(String script, Object... arguments) {
    return post(session + "/execute/sync", Map.of("script", script, "args", List.of(arguments)));
  }

  String text(String script, Object... arguments) {
    JsonElement value = run(script, arguments);
    return value.isJsonNull() ? "" : value.getAsString();
  }

  boolean holds(String expression, Object... arguments) {
    return run("return Boolean(" + expression + ")", arguments).getAsBoolean();
  }

  /** Returns once an expression holds in the page. */
  void await(String what, String expression, Object... arguments) {
    Until.holds(what, PATIENCE, () -> holds(expression, arguments), this::evidence);
  }

  /** Presses keys one after the other, where the focus is. */
  void press(String... keys) {
    List<Object> strokes = new ArrayList<>();
    for (String key : keys) {
      strokes.add(Map.of("type", "keyDown", "value", key));
      strokes.add(Map.of("type", "keyUp", "value", key));
    }
    var keyboard = Map.of("type", "key", "id", "keyboard", "actions", strokes);
    post(session + "/actions", Map.of("actions", List.of(keyboard)));
  }

  void type(String text) {
    press(text.codePoints().mapToObj(Character::toString).toArray(String[]::new));
  }

  /** Clicks as a script does: the first element that a selector finds. */
  void click(String selector) {
    run("document.querySelector(arguments[0]).click()", selector);
  }

  private JsonElement devTools(String command, Map<String, ?> parameters) {
    return post(session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  /** Makes the page so large, in CSS pixels. */
  void size(int width, int height) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Lets the page see that its viewer prefers light or dark. */
  void prefer(String scheme) {
    var wanted = Map.of("name", "prefers-color-scheme", "value", scheme);
    devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(wanted)));
  }

  /** Keeps a picture of what is seen. */
  void picture(Path file) {
    picture(file, Map.of("format", "png"));
  }

  void picture(Path file, Map<String, ?> parameters) {
    JsonObject shot = devTools("Page.captureScreenshot", parameters).getAsJsonObject();
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(shot.get("data").getAsString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the page has written to its console since the last time, errors of the browser too. */
  List<String> console() {
    return log("browser").stream()
        // On a slow machine Chromium's own start page complains of its fonts.
        .filter(entry -> !entry.get("message").getAsString().startsWith("chrome://"))
        .map(entry -> entry.get("level").getAsString() + " " + entry.get("message").getAsString())
        .toList();
  }

  /** The addresses of all requests since the last time. */
  List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (JsonObject entry : log("performance")) {
      JsonObject message =
          JsonParser.parseString(entry.get("message").getAsString())
              .getAsJsonObject()
              .getAsJsonObject("message");
      if (message.get("method").getAsString().equals("Network.requestWillBeSent")) {
        JsonObject request = message.getAsJsonObject("params").getAsJsonObject("request");
        addresses.add(request.get("url").getAsString());
      }
    }
    return addresses;
  }

  private List<JsonObject> log(String type) {
    return post(session + "/se/log", Map.of("type", type)).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private String evidence() {
    return text("return document.body.innerText") + "\n" + String.join("\n", console());
  }

  @Override
  public void close() {
    List<ProcessHandle> all = driver.descendants().toList();
    driver.destroy();
    all.forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
    try {
      driver.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    port.close();
    // Its helpers may still be writing to the profile for a moment.
    Until.holds(
        "the profile is deleted",
        () -> {
          Outcome.of(List.of("rm", "-rf", folder.toString()));
          return Files.notExists(folder);
        });
  }
}
