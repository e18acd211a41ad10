package dev.tidegate.benchmarks;

/** What is measured of workers with the real mimedefang.pl. */
enum WorkerFigure {
  FIRST_RELAY("start to first answer, relay check, ms"),
  FIRST_SCAN("start to first answer, scan, ms"),
  PRIVATE("private memory of a worker after 50 scans, MiB"),
  POOL("pool of 10 altogether, PSS, MiB"),
  HUNDRED("100 starts at once, until all run the filter, ms"),
  MAIL_P99("5 scans/s: p99, ms"),
  REREAD_P99("the same during a reread: p99, ms"),
  REREAD_UNSERVED("the same: scans tempfailed"),
  BROKEN_UNSERVED("reread of a broken filter: scans tempfailed"),
  BROKEN_REPORTED("reread of a broken filter: reported after, ms"),
  FREE_BEFORE("longest answer to `free`, ms"),
  FREE_LOADING("the same while a filter is loaded, ms");

  private final String meaning;

  WorkerFigure(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }
}
