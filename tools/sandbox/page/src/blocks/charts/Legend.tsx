import { colourOf } from "./palette";

/** Which colour is which series. */
export function Legend({ names }: { names: string[] }) {
  return (
    <ul className="legend">
      {names.map((name, index) => (
        <li key={name}>
          <svg aria-hidden="true" width={12} height={12}>
            <rect width={12} height={12} rx={3} fill={colourOf(index)} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
