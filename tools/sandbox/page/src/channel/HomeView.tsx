import { useEffect, useMemo } from "react";
import { api } from "../api/client";
import type { Surface, View } from "../api/types";
import { Blocks } from "../blocks/BlockView";
import { SurfaceProvider } from "../blocks/SurfaceProvider";
import { useStrings } from "../language";
import { useWorld } from "../world";

/** The app's Home tab, as it has published it for the selected person. */
export function HomeView({ view }: { view: View | null }) {
  const strings = useStrings();
  const { user, report } = useWorld();
  useEffect(() => {
    // Slack tells the app each time that somebody opens the tab.
    api.openHome(user.id).catch(report);
  }, [user.id, report]);
  const viewId = view?.id ?? "";
  const surface = useMemo((): Surface => ({ kind: "view", viewId }), [viewId]);
  return (
    <div className="home" tabIndex={0} role="region" aria-label={strings.home} data-testid="home">
      {view ? (
        <SurfaceProvider key={view.id} surface={surface} blocks={view.blocks} start={view.state.values}>
          <Blocks blocks={view.blocks} />
        </SurfaceProvider>
      ) : (
        <p className="empty">{strings.homeEmpty}</p>
      )}
    </div>
  );
}
