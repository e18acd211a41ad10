package dev.tidegate.acceptance.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The dashboard's page, looked at with one Chromium. One dashboard watches a large pool, one whose
 * workers say hostile things, one that is started again, and one of MIMEDefang's own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DashboardPageIT {
  private static final Path SCREENS =
      Program.projectRoot().resolve("acceptance/target/screens").toAbsolutePath();
  private static final String HALF_OVER =
      "[...document.querySelectorAll('#incidents .incident')].find((incident) =>"
          + " /QSTUCK/.test(incident.textContent) && /at half/.test(incident.textContent))";
  private static final int SLOTS = 400;
  private static final int BUSY = 25;

  /** Told on stderr by a worker that then hangs: markup, an escape, a text turned around. */
  private static final String HOSTILE_WORKER =
      """
      #!/bin/sh
      while read -r line; do
        printf '<script>document.title="owned"</script>\\033[31m\\007 \\342\\200\\256gnp.exe\\n' >&2
        case $line in
          *hold*) read -r never < gate ;;
        esac
        echo "ok $line"
      done
      """;

  private static final String SCRIPT_TAG = "%3Cscript%3Edocument.title='owned'%3C/script%3E";

  private final List<AutoCloseable> open = new ArrayList<>();
  private Browser browser;
  private RunningDashboard dashboard;
  private ProgramUnderTest large;
  private ProgramUnderTest hostile;
  private ProgramUnderTest restarted;
  private ProgramUnderTest reference;

  @BeforeAll
  void startEverything() {
    browser = keep(Browser.start());
    dashboard = keep(RunningDashboard.start("large", "hostile", "restarted", "reference"));
    // Half of its time-out is over in 20 seconds, while other tests run; that of the others never.
    List<String> options = new ArrayList<>(List.of("-x", "" + SLOTS, "-q", "5", "-b", "3600"));
    options.addAll(List.of("--timeout", "senderok=40"));
    large = keep(ProgramUnderTest.start(Program.OURS, options.toArray(String[]::new)));
    keep(large.request("senderok <s@example.org> 192.0.2.1 h helo /nowhere QSTUCK hold"));
    Until.holds("it is handed over", () -> large.ask("busyworkers").contains(" B "));
    dashboard.lead("large", large);
    hostile = keep(ProgramUnderTest.startWithWorker(Program.OURS, HOSTILE_WORKER, "-x", "4", "-l"));
    dashboard.lead("hostile", hostile);
    restarted = keep(ProgramUnderTest.start(Program.OURS, "-x", "2"));
    dashboard.lead("restarted", restarted);
    reference = keep(ProgramUnderTest.start(Program.REFERENCE, "-x", "3"));
    dashboard.lead("reference", reference);
    dashboard.awaitListening();
    browser.size(1440, 900);
    browser.go(dashboard.address());
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.addFirst(opened);
    return opened;
  }

  @AfterAll
  void endEverything() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** Goes to a pool, and waits until it is shown live. */
  private void show(String name, int slots) {
    browser.run("location.hash = 'host=' + arguments[0]", name);
    browser.await(
        name + " is shown",
        "document.getElementById('pool-name').textContent === arguments[0]"
            + " && document.getElementById('link').dataset.link === 'live'"
            + " && document.querySelectorAll('#slots button').length === arguments[1]",
        name,
        slots);
  }

  private void picture(String name) {
    browser.picture(SCREENS.resolve("dashboard-" + name + ".png"));
  }

  @Test
  @Order(1)
  void fourHundredSlotsAreShownAndTheStuckOneIsTheFirstRow() {
    show("large", SLOTS);
    for (int scan = 1; scan < BUSY; scan++) {
      keep(large.request("scan Q" + scan + " /nowhere hold"));
    }
    browser.await(
        "they are busy",
        "document.querySelectorAll('#slots [data-state=busy]').length === arguments[0]",
        BUSY);
    browser.await(
        "the stuck one is the first",
        "document.querySelector('#nearest li').textContent.includes('QSTUCK')");
    browser.await(
        "they are counted",
        "document.getElementById('tile-busy').textContent === arguments[0]",
        "" + BUSY);
    assertThat(browser.run("return document.querySelectorAll('#nearest li').length").getAsInt())
        .isEqualTo(8);
    picture("400-light");
  }

  @Test
  @Order(2)
  void aChangeIsShownSoon() {
    show("restarted", 2);
    assertThat(restarted.ask("scan q0 /nowhere")).startsWith("ok ");
    browser.await("it is idle", "document.querySelector('#slots [data-state=idle]')");
    long startNanos = System.nanoTime();
    try (Wire request = restarted.request("scan QCHANGE /nowhere hold")) {
      Until.holds(
          "the slot is busy",
          Duration.ofSeconds(10),
          () -> browser.holds("document.querySelector('#slots [data-state=busy]')"),
          () -> "");
      long tookMillis = (System.nanoTime() - startNanos) / 1_000_000;
      System.out.println("a change was seen in the page after " + tookMillis + " ms");
      assertThat(tookMillis).isLessThan(5_000);
      browser.await("its message is told", "document.body.innerText.includes('scan QCHANGE')");
      restarted.gate().open();
      assertThat(request.rest()).startsWith("ok ");
    }
    browser.await("it is idle again", "!document.querySelector('#slots [data-state=busy]')");
  }

  @Test
  @Order(3)
  void whatIsInMailIsTextAndWhatWouldNotShowIsNamed() {
    show("hostile", 4);
    keep(hostile.request("scan " + SCRIPT_TAG + " /nowhere hold"));
    keep(hostile.request("scan " + "A".repeat(200) + " /nowhere hold"));
    keep(hostile.request("scan %1B%5B31m%07%E2%80%AE%00x /nowhere hold"));
    browser.await(
        "the first tag is shown",
        "[...document.querySelectorAll('.near .tag')]"
            + ".some((tag) => tag.textContent.includes(\"<script>document.title='owned'\"))");
    browser.await(
        "stderr is shown",
        "[...document.querySelectorAll('.near .said')]"
            + ".some((said) => said.textContent.includes('<script>document.title=\"owned\"'))");
    assertThat(browser.text("return document.title")).doesNotContain("owned");
    assertThat(browser.holds("document.querySelector('main script, main img, bdi > *:not(span)')"))
        .isFalse();
    assertThat(
            browser.holds(
                "/[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e]/"
                    + ".test(document.body.textContent)"))
        .as("bytes that do not show")
        .isFalse();
    assertNothingIsWiderThanThePage();
    picture("hostile");
  }

  @Test
  @Order(4)
  void namesStandForCharactersThatWouldNotShow() {
    browser.run("import('./text.js').then((text) => { globalThis.textModule = text; })");
    browser.await("the module is loaded", "globalThis.textModule");
    String visible = "return textModule.visible(arguments[0])";
    assertThat(browser.text(visible, "a\u0000\u001b[1m\u007f\u0085b"))
        .isEqualTo("a\u2400\u241b[1m\u2421U+0085b");
    assertThat(browser.text(visible, "\u202egnp.exe\u2066\u200b\ufeff"))
        .isEqualTo("U+202Egnp.exeU+2066U+200BU+FEFF");
    assertThat(browser.text(visible, "<b>&amp;</b> Grüße 你好 👋"))
        .isEqualTo("<b>&amp;</b> Grüße 你好 👋");
    String duration = "return textModule.duration(arguments[0])";
    assertThat(browser.text(duration, 950)).isEqualTo("0.9 s");
    assertThat(browser.text(duration, 59_999)).isEqualTo("59 s");
    assertThat(browser.text(duration, 185_000)).isEqualTo("3 min 5 s");
    assertThat(browser.text(duration, 90_000_000)).isEqualTo("1 d 1 h");
    assertThat(browser.text(duration, -5)).isEqualTo("0.0 s");
  }

  @Test
  @Order(4)
  void theVerdictTellsLoadFromAFault() {
    browser.run(
        """
        Promise.all([import("./verdict.js"), import("./pool.js")]).then(([verdicts, pools]) => {
          const before = { rate: { scan: 5 }, ms: { scan: 200 }, busy: 2 };
          globalThis.judge = (rate, ms, figures, slots = [], incidents = []) => {
            const now = 1e12;
            const pool = new pools.Pool(
              { name: "p", link: "live", server: "tidegate", figures, slots, incidents }, now);
            for (let second = -600; second <= 0; second++) {
              const row = second < -60 ? before : { rate: { scan: rate }, ms: { scan: ms }, busy: 9 };
              pool.addRow({ second: now / 1000 + second, ...row });
            }
            const found = verdicts.verdict(pool, now);
            return found.level + ": " + found.headline + " | " + found.reasons.join(" | ");
          };
        });\
        """);
    browser.await("the modules are loaded", "globalThis.judge");
    String full = "{ serviceable: 0, maxWorkers: 4, queued: 3, noneServiceableSince: 1e12 - 32e3 }";
    assertThat(browser.text("return judge(15, 210, " + full + ")"))
        .startsWith("full: No worker can take a request since ")
        .contains("for 32 s", "3 requests wait", "Looks like load");
    assertThat(browser.text("return judge(3, 900, " + full + ")")).contains("Looks like a fault");
    String stuck =
        "[{ n: 17, state: 'busy', since: 1e12 - 92e3, timeoutAt: 1e12 + 28e3, busyTimeoutMs: 12e4,"
            + " queueId: 'Q7', stderr: ['clamd is away'] }]";
    String some = "{ serviceable: 3, maxWorkers: 4 }";
    assertThat(browser.text("return judge(5, 200, " + some + ", " + stuck + ")"))
        .startsWith("warn: Worker 17 has been at message Q7 for 1 min 32 s")
        .contains("It is killed in 28 s.", "Much as in the minutes before", "clamd is away");
    assertThat(browser.text("return judge(1, 200, " + some + ", " + stuck + ")"))
        .as("an ebb is no fault")
        .contains("Fewer scans (")
        .doesNotContain("Looks like");
    String died = "[{ incident: 1, time: 1e12 - 5e3, occasion: 'died', worker: 2, queueId: 'Q8' }]";
    assertThat(browser.text("return judge(5, 200, " + some + ", [], " + died + ")"))
        .startsWith("warn: 1 worker was lost in the last five minutes")
        .contains("in slot 2, with message Q8");
    String holding = "{ serviceable: 0, maxWorkers: 4, backoff: { holding: 1, failures: 5 } }";
    assertThat(browser.text("return judge(5, 200, " + holding + ")"))
        .startsWith("fault: Workers do not start: 5 failures in a row");
    String reread =
        "{ serviceable: 3, maxWorkers: 4, failedReread: 'the last reread failed 2 min ago (x)',"
            + " failedWarmParent: 'no warm parent: 3 loads failed in a row' }";
    assertThat(browser.text("return judge(5, 200, " + reread + ")"))
        .startsWith("warn: The filter on disk cannot be loaded | The last reread failed 2 min ago")
        .endsWith(" | No warm parent: 3 loads failed in a row.");
    assertThat(browser.text("return judge(5, 200, " + some + ")"))
        .isEqualTo("calm: Quiet: all 4 workers are free | ");
  }

  @Test
  @Order(4)
  void aBusySlotKeepsTenMinutesWithinItsBound() {
    browser.run("import('./pool.js').then((pools) => { globalThis.poolModule = pools; })");
    browser.await("the module is loaded", "globalThis.poolModule");
    // Two requests a second with a short pause after each, for ten minutes; then a long pause.
    String timeline =
        """
        const now = 1e12;
        const pool = new poolModule.Pool({ name: "p", link: "live", slots: [] }, now - 6e5);
        for (let at = now - 6e5; at < now - 1e4; at += 500) {
          pool.takeSlots([{ n: 0, state: "busy", since: at }], at);
          pool.takeSlots([{ n: 0, state: "idle", since: at + 300 }], at + 300);
        }
        const timeline = pool.slots.get(0).timeline;
        """;
    assertThat(browser.run(timeline + "return timeline.length").getAsInt()).isBetween(300, 600);
    assertThat(browser.run(timeline + "return now - timeline[0][0]").getAsLong())
        .as("how far it goes back, in ms")
        .isGreaterThan(550_000);
    assertThat(browser.text(timeline + "return timeline.at(-1).join()"))
        .as("the newest is as it was")
        .isEqualTo("999999989800,idle");
  }

  @Test
  @Order(5)
  void theReferenceIsShownAndWhatItDoesNotTellIsSaid() {
    show("reference", 3);
    try (Wire request = reference.request("scan QREF /nowhere hold")) {
      browser.await(
          "its slot is busy", "document.querySelector('#slots [data-state=busy]') !== null");
      browser.await("its tag is told", "document.body.innerText.includes('scan QREF')");
      String page = browser.text("return document.body.innerText");
      assertThat(page)
          .contains("MIMEDefang 3.", "which tells less")
          .contains("This multiplexor does not tell of its listeners.")
          .contains("This multiplexor keeps no records of incidents.");
      picture("reference");
      reference.gate().open();
      assertThat(request.rest()).startsWith("ok ");
    }
  }

  @Test
  @Order(6)
  void theKeyboardIsEnough() {
    show("large", SLOTS);
    browser.run("document.activeElement.blur()");
    browser.press("s");
    assertThat(focusedSlot()).isEqualTo("0");
    browser.press(Browser.RIGHT, Browser.RIGHT, Browser.LEFT);
    assertThat(focusedSlot()).isEqualTo("1");
    browser.press(Browser.DOWN, Browser.UP, Browser.END);
    assertThat(focusedSlot()).isEqualTo("" + (SLOTS - 1));
    browser.press(Browser.HOME, Browser.ENTER);
    browser.await("all of the slot is shown", "document.getElementById('details').open");
    assertThat(browser.text("return document.getElementById('details-title').textContent"))
        .startsWith("Slot 0 ");
    browser.press(Browser.ESCAPE);
    browser.await("it is closed", "!document.getElementById('details').open");
    assertThat(focusedSlot()).as("where the focus was").isEqualTo("0");
    browser.press("?");
    browser.await("the keys are told", "document.getElementById('help').open");
    browser.press(Browser.ESCAPE);
    browser.await("it is closed", "!document.getElementById('help').open");
    browser.press("n");
    assertThat(browser.holds("document.activeElement.closest('#nearest')")).isTrue();
  }

  private String focusedSlot() {
    return browser.text("return document.activeElement.dataset.slot ?? 'none'");
  }

  @Test
  @Order(7)
  void everyControlHasANameAndEveryIdIsThereOnce() {
    show("large", SLOTS);
    assertThat(
            browser.text(
                """
                const nameless = (node) => !(node.getAttribute("aria-label") ?? "").trim()
                  && !node.textContent.trim() && !node.labels?.length && !node.title;
                return [...document.querySelectorAll("button, a, input, select, [role=img], dialog")]
                  .filter((node) => nameless(node) && !node.getAttribute("aria-labelledby"))
                  .map((node) => node.outerHTML).join();\
                """))
        .isEmpty();
    assertThat(
            browser.text(
                """
                const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
                const named = [...document.querySelectorAll("[aria-labelledby], [aria-describedby], [for]")]
                  .flatMap((node) => ["aria-labelledby", "aria-describedby", "for"]
                    .map((name) => node.getAttribute(name)).filter(Boolean));
                return ids.filter((id, i) => ids.indexOf(id) !== i)
                  .concat(named.filter((id) => !ids.includes(id))).join();\
                """))
        .isEmpty();
    assertThat(
            browser
                .run("return document.querySelectorAll('#slots [tabindex=\"0\"]').length")
                .getAsInt())
        .as("one place among the squares for the Tab key")
        .isEqualTo(1);
    assertThat(
            browser.holds(
                "document.documentElement.lang && document.querySelectorAll('main, h1').length ==="
                    + " 2"))
        .isTrue();
    assertThat(
            browser.text(
                "return document.querySelector('#slots"
                    + " [data-state=busy]').getAttribute('aria-label')"))
        .matches("slot \\d+, busy, (scan|senderok).*");
    assertThat(browser.text("return document.getElementById('announce').getAttribute('aria-live')"))
        .isEqualTo("polite");
  }

  @Test
  @Order(8)
  void itIsDarkWhereTheViewerWantsItAndFitsANarrowScreen() {
    show("large", SLOTS);
    browser.prefer("dark");
    browser.await(
        "it is dark", "getComputedStyle(document.body).backgroundColor === 'rgb(14, 18, 23)'");
    assertThat(
            browser.holds(
                "[...document.querySelectorAll('*')].some((each) =>"
                    + " getComputedStyle(each).transitionDuration !== '0s'"
                    + " || getComputedStyle(each).animationName !== 'none')"))
        .as("something moves")
        .isFalse();
    picture("400-dark");
    browser.size(360, 740);
    assertNothingIsWiderThanThePage();
    picture("360-dark");
    browser.prefer("light");
    browser.press("d");
    browser.await("it is dark by choice", "document.documentElement.dataset.scheme === 'dark'");
    browser.press("d");
    browser.await("it is light again", "!document.documentElement.dataset.scheme");
    assertNothingIsWiderThanThePage();
    picture("360-light");
    browser.size(1440, 900);
  }

  private void assertNothingIsWiderThanThePage() {
    assertThat(
            browser.holds(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
        .as("no scrolling sideways")
        .isTrue();
  }

  @Test
  @Order(9)
  void anIncidentOpensToItsWholeRecord() {
    show("large", SLOTS);
    // On a slow machine there are later records by now, and the worker may have been killed.
    browser.await("half of its time is over", HALF_OVER + " !== undefined");
    browser.await(
        "the verdict tells it", "document.getElementById('verdict').innerText.includes('QSTUCK')");
    browser.run("document.activeElement.blur()");
    browser.press("i");
    assertThat(browser.holds("document.activeElement.closest('#incidents')")).isTrue();
    browser.run(HALF_OVER + ".focus()");
    browser.press(Browser.ENTER);
    browser.await("the record is shown", "document.getElementById('details').open");
    String record = browser.text("return document.getElementById('details').innerText");
    assertThat(record).contains("QSTUCK", "at half of its time-out", "Waits in the kernel at");
    picture("incident");
    browser.press(Browser.ESCAPE);
    picture("stuck");
  }

  @Test
  @Order(10)
  void anActionIsAskedTwiceAndNeedsTheToken() {
    show("large", SLOTS);
    browser.click("#slots [data-slot='399']");
    browser.await("it may be drained", "document.querySelector('#details-actions button')");
    browser.click("#details-actions button");
    browser.await("it asks", "document.getElementById('confirm').open");
    browser.type("not the token at all");
    browser.press(Browser.ENTER);
    browser.await(
        "it is refused", "/token/i.test(document.getElementById('confirm-answer').textContent)");
    browser.run(
        "document.getElementById('confirm-token').value = '';"
            + " document.getElementById('confirm-token').focus();");
    browser.type(RunningDashboard.TOKEN);
    picture("confirm");
    browser.press(Browser.ENTER);
    browser.await(
        "it is done",
        "document.getElementById('confirm-answer').textContent.startsWith('ok: slot 399')");
    browser.await(
        "it is shown", "document.querySelector('#slots [data-slot=\"399\"][data-drained]')");
    browser.press(Browser.ENTER);
    browser.await("the question is closed", "!document.getElementById('confirm').open");
    browser.press(Browser.ESCAPE);
    browser.await("the slot is closed", "!document.getElementById('details').open");
    assertThat(large.ask("stats")).contains("\"drained\":1,");
  }

  @Test
  @Order(11)
  void aRestartOfTheMultiplexorIsSurvivedAndWhatIsOldIsGrey() {
    show("restarted", 2);
    restarted.signal("KILL");
    browser.await("the loss is told", "document.getElementById('link').dataset.link === 'lost'");
    assertThat(browser.text("return document.getElementById('headline').textContent"))
        .matches("Connection to restarted lost, as of \\d\\d:\\d\\d:\\d\\d");
    assertThat(browser.text("return document.body.dataset.stale")).isEqualTo("pool");
    assertThat(
            browser.text(
                "return getComputedStyle(document.querySelector('.column .panel')).filter"))
        .isEqualTo("grayscale(1)");
    picture("lost");
    restarted = keep(ProgramUnderTest.start(Program.OURS, "-x", "3"));
    dashboard.lead("restarted", restarted);
    show("restarted", 3);
    assertThat(browser.text("return document.body.dataset.stale")).isEqualTo("no");
  }

  @Test
  @Order(12)
  void nothingWasWrongInTheConsoleAndNothingAskedForElsewhere() {
    assertThat(browser.console()).filteredOn(line -> !line.contains("403 (Forbidden)")).isEmpty();
    assertThat(browser.requests())
        .contains(dashboard.address() + "api/events")
        // The browser's own first tab is not ours.
        .filteredOn(each -> !each.startsWith("chrome://") && !each.startsWith("data:"))
        .allMatch(each -> each.startsWith(dashboard.address().toString()));
  }

  @Test
  @Order(13)
  void aLostDashboardIsToldWithItsTimeAndFoundAgain() {
    show("restarted", 3);
    dashboard.crash();
    browser.await("it is told", "!document.getElementById('lost').hidden");
    assertThat(browser.text("return document.getElementById('lost').textContent"))
        .matches("(?s)Connection to the dashboard lost, as of \\d\\d:\\d\\d:\\d\\d.*");
    assertThat(browser.text("return document.body.dataset.stale")).isEqualTo("all");
    picture("dashboard-lost");
    dashboard.startAgain();
    browser.await("it is found again", "document.getElementById('lost').hidden");
    show("restarted", 3);
    assertThat(browser.text("return document.body.dataset.stale")).isEqualTo("no");
  }
}
