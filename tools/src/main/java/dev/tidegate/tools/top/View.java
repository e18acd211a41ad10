package dev.tidegate.tools.top;

import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import java.time.Instant;
import java.util.List;

/** Everything that a screen is drawn of. */
record View(List<PoolPicture> pictures, Viewing viewing, Instant now) {
  PoolPicture picture() {
    return pictures.get(Math.clamp(viewing.host(), 0, pictures.size() - 1));
  }

  /** Returns the moment that a picture shows: of a lost one that at which it was heard last. */
  Instant momentOf(PoolPicture picture) {
    boolean fresh =
        switch (picture.link()) {
          case Link.Live _, Link.Connecting _ -> true;
          case Link.Silent _, Link.Lost _ -> false;
        };
    return fresh ? now : picture.asOf().orElse(now);
  }
}
