import { colourOf, dashOf } from "./palette";

interface Props {
  names: string[];
  /** Lines are told apart by their dashes too. */
  dashed: boolean;
}

/** Which colour (and dash) is which series or segment. */
export function Legend({ names, dashed }: Props) {
  return (
    <ul className="legend">
      {names.map((name, index) => (
        <li key={name}>
          <svg aria-hidden="true" width={dashed ? 26 : 12} height={12}>
            {dashed ? (
              <line
                x1={0}
                x2={26}
                y1={6}
                y2={6}
                stroke={colourOf(index)}
                strokeWidth={2.5}
                strokeDasharray={dashOf(index)}
              />
            ) : (
              <rect width={12} height={12} rx={3} fill={colourOf(index)} />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
