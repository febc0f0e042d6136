import { useStrings } from "../language";
import { Panel } from "../ui/Panel";
import { BotStatus } from "./BotStatus";
import { ChannelControls } from "./ChannelControls";
import { ClockControls } from "./ClockControls";
import { FaultControls } from "./FaultControls";

/** What no real Slack has: the sandbox's clock, faults, bot state and channels. */
export function Drawer({ onClose }: { onClose: () => void }) {
  const strings = useStrings();
  return (
    <Panel title={strings.sandbox} closeLabel={strings.closeSandbox} onClose={onClose} testId="drawer">
      <div className="panel-body" tabIndex={0} role="group" aria-label={strings.sandbox}>
        <p className="look-alike-box">{strings.lookAlike}</p>
        <BotStatus />
        <ClockControls />
        <ChannelControls />
        <FaultControls />
      </div>
    </Panel>
  );
}
