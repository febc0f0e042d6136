import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, SandboxError } from "./api/client";
import type { StateValues } from "./api/types";
import { useSandbox } from "./api/useSandbox";
import { ChannelView } from "./channel/ChannelView";
import { HomeView } from "./channel/HomeView";
import { ThreadPanel } from "./channel/ThreadPanel";
import { Drawer } from "./drawer/Drawer";
import { LanguageContext } from "./language";
import { Modal } from "./modal/Modal";
import { channelLabel, channelOf, DIRECT, firstPlace, HOME, readAddress, SLACKBOT, WORKFLOWS, writeAddress } from "./place";
import { SlackbotView } from "./slackbot/SlackbotView";
import { Sidebar } from "./sidebar/Sidebar";
import { TopBar } from "./sidebar/TopBar";
import { LANGUAGES } from "./strings";
import { Problem } from "./ui/Problem";
import { WorkflowView } from "./workflows/WorkflowView";
import { type World, WorldContext } from "./world";

/** Wide enough that the controls stand beside the channel, in CSS pixels. */
const WIDE = 1100;

type Panel = "sandbox" | "thread" | null;

/** The page. */
export function App() {
  const [address, setAddress] = useState(readAddress);
  const [thread, setThread] = useState<string | null>(null);
  const [panel, setPanel] = useState<Panel>(() => (window.innerWidth >= WIDE ? "sandbox" : null));
  const [menuOpen, setMenuOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [channel, setChannel] = useState<string | null>(null);
  const drawerToggle = useRef<HTMLButtonElement>(null);
  const [typed] = useState(() => new Map<string, StateValues>());
  const report = useCallback(
    (what: unknown) => setProblem(what instanceof SandboxError ? what.message : String(what)),
    [],
  );
  const strings = LANGUAGES[address.language].strings;
  const sandbox = useSandbox({ user: address.user ?? "", channel, thread }, report);
  const { state, now } = sandbox;

  // The first state says who there is and where to start.
  const user = state?.users.find((each) => each.id === address.user) ?? state?.users[0];
  const place = address.place ?? (state ? firstPlace(state) : HOME);
  const wanted = state && user ? channelOf(place, state, user) : null;
  if (user && user.id !== address.user) setAddress({ ...address, user: user.id });
  if (wanted !== channel) setChannel(wanted);

  useEffect(() => {
    document.documentElement.lang = address.language;
    writeAddress(address);
  }, [address]);

  const dmOf = place === DIRECT && wanted === null ? user?.id : undefined;
  useEffect(() => {
    // The direct message comes into being when the person first opens the app.
    if (dmOf) api.openHome(dmOf).catch(report);
  }, [dmOf, report]);

  const world = useMemo(
    (): World | null => (state && user ? { state, user, channel, now, report } : null),
    [state, user, channel, now, report],
  );
  const problemBar = problem !== null && <Problem text={problem} onDismiss={() => setProblem(null)} />;
  if (!world || !state || !user) {
    return (
      <LanguageContext value={address.language}>
        <main className="loading">
          <h1>{strings.loading}</h1>
          {problemBar}
        </main>
      </LanguageContext>
    );
  }

  const leaveThread = () => {
    setThread(null);
    setPanel(panel === "thread" ? null : panel);
  };
  const go = (to: string) => {
    leaveThread();
    setProblem(null);
    setAddress({ ...address, place: to });
  };
  const here = state.channels.find((each) => each.id === channel);
  const titles: Record<string, string> = {
    [HOME]: state.bot.name,
    [DIRECT]: state.bot.name,
    [SLACKBOT]: strings.askSlackbot,
    [WORKFLOWS]: strings.workflows,
  };
  const name = titles[place] ?? (here ? channelLabel(here) : place);
  const marks = [
    here?.is_archived && strings.archived,
    here && !here.is_member && !here.is_archived && strings.botNotIn,
    place === HOME && strings.home,
  ].filter(Boolean);
  return (
    <LanguageContext value={address.language}>
      <WorldContext value={world}>
        <div className="page">
          <Sidebar place={place} open={menuOpen} onPlace={go} onClose={() => setMenuOpen(false)} />
          {menuOpen && <div className="side-shade" onClick={() => setMenuOpen(false)} />}
          <div className="middle">
            <TopBar
              title={name}
              note={marks.join(" · ") || null}
              drawerOpen={panel === "sandbox"}
              onMenu={() => setMenuOpen(true)}
              drawerToggle={drawerToggle}
              onDrawer={() => setPanel(panel === "sandbox" ? null : "sandbox")}
              onUser={(id) => {
                leaveThread();
                setAddress({ ...address, user: id });
              }}
              onLanguage={(language) => setAddress({ ...address, language })}
            />
            {problemBar}
            <div className="content">
              <main className="main" data-testid="main">
                {place === HOME && <HomeView view={sandbox.views.home} />}
                {place === SLACKBOT && <SlackbotView />}
                {place === WORKFLOWS && <WorkflowView />}
                {channel !== null && (
                  <ChannelView
                    id={channel}
                    name={name}
                    channel={here}
                    messages={sandbox.messages}
                    onThread={(ts) => {
                      setThread(ts);
                      setPanel("thread");
                    }}
                  />
                )}
              </main>
              {panel === "sandbox" && (
                <Drawer
                  onClose={() => {
                    setPanel(null);
                    drawerToggle.current?.focus();
                  }}
                />
              )}
              {panel === "thread" && thread !== null && channel !== null && (
                <ThreadPanel channel={channel} thread={thread} messages={sandbox.replies} onClose={leaveThread} />
              )}
            </div>
          </div>
          {sandbox.views.modal && <Modal key={sandbox.views.modal.id} view={sandbox.views.modal} memory={typed} />}
        </div>
      </WorldContext>
    </LanguageContext>
  );
}
