package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.view.IncidentPicture;

/** An incident in JSON, with the names that the command {@code incidents} has. */
final class IncidentJson {
  private IncidentJson() {}

  static void write(JsonText json, IncidentPicture incident) {
    json.put("incident", incident.id())
        .put("time", incident.at())
        .put("occasion", incident.occasion())
        .put("worker", incident.slot())
        .put("pid", incident.pid())
        .putText("kind", incident.kind())
        .putText("command", incident.command())
        .putText("queueId", incident.queueId())
        .putText("tag", incident.tag())
        .put("elapsedMs", incident.elapsedMillis())
        .put("busyTimeoutMs", incident.busyTimeoutMillis())
        .putTexts("stderr", incident.stderr())
        .put("process", inner -> process(inner, incident.process()))
        .put("unread", inner -> incident.unread().forEach(inner::put));
  }

  private static void process(JsonText json, IncidentPicture.ProcessPicture process) {
    json.putText("state", process.state())
        .putText("waitChannel", process.waitChannel())
        .putText("syscall", process.systemCall())
        .putTexts("openFiles", process.openFiles())
        .put("readBytes", process.readBytes())
        .put("writtenBytes", process.writtenBytes())
        .put("userMs", process.userMillis())
        .put("systemMs", process.systemMillis())
        .put("rssKib", process.residentKib())
        .put("threads", process.threads());
  }
}
