/** A coloured tile with the first letter of a name. */
export function Avatar({ name, bot = false, small = false }: { name: string; bot?: boolean; small?: boolean }) {
  const hue = [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 360, 7);
  const style = bot ? undefined : { backgroundColor: `hsl(${hue} 45% 36%)` };
  const size = small ? " avatar-small" : "";
  return (
    <span aria-hidden="true" className={`avatar${bot ? " avatar-bot" : ""}${size}`} style={style}>
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
