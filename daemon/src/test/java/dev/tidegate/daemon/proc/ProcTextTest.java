package dev.tidegate.daemon.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcTextTest {

  @Test
  void fieldsAreFoundByTheirNames() {
    String status = "Name:\tperl\nState:\tS (sleeping)\nVmHWM:\t   30720 kB\nThreads:\t1\n";
    assertThat(ProcText.field(status, "State")).isEqualTo("S (sleeping)");
    assertThat(ProcText.number(status, "VmHWM")).isEqualTo(30_720);
    assertThat(ProcText.number(status, "VmRSS")).isEqualTo(-1);
    assertThat(ProcText.number(status, "State")).isEqualTo(-1);
    assertThat(ProcText.number("a: 99999999999999999999999", "a")).isEqualTo(-1);
  }

  @Test
  void timesAreReadBehindANameWithBlanksAndBrackets() {
    String rest = " S 1 2 3 0 -1 4194304 100 0 0 0 37 5 0 0 20 0 1 0 99 1 2\n";
    assertThat(ProcText.times("77 (a) b (c 9)" + rest)).contains(new ProcText.Times(370, 50));
    assertThat(ProcText.times("77 (perl) S 1 2")).isEmpty();
    assertThat(ProcText.times("")).isEmpty();
  }

  @Test
  void aSystemCallIsReadWithItsFirstArgument() {
    assertThat(ProcText.call("0 0x5 0x55d0 0x2000 0x0 0x0 0x0 0x7ffd 0x7f12\n"))
        .contains(new ProcText.Call(0, 5));
    assertThat(ProcText.call("running\n")).isEmpty();
    assertThat(ProcText.call("-1 0x7ffd 0x7f12\n")).isEmpty();
    assertThat(ProcText.call("0 nonsense\n")).isEmpty();
    assertThat(ProcText.call("")).isEmpty();
  }
}
