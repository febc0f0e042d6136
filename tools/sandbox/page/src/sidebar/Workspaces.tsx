import { useLanguage, useStrings } from "../language";
import { teamPage } from "../place";
import { useWorld } from "../world";

/** The way to the other workspaces, where there are some. */
export function Workspaces() {
  const strings = useStrings();
  const language = useLanguage();
  const { state } = useWorld();
  const others = state.teams.filter((team) => team.id !== state.team.id);
  if (others.length === 0) return null;
  return (
    <>
      <h2 className="side-title" id="side-workspaces">
        {strings.otherWorkspaces}
      </h2>
      <ul aria-labelledby="side-workspaces">
        {others.map((team) => (
          <li key={team.id}>
            <a className="side-link" href={teamPage(team.id, language)} data-testid={`workspace-${team.id}`}>
              <span className="side-name">{team.name}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
