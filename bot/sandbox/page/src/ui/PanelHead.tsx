interface Props {
  title: string;
  closeLabel: string;
  onClose: () => void;
}

/** The head of a panel at the side. */
export function PanelHead({ title, closeLabel, onClose }: Props) {
  return (
    <div className="panel-head">
      <h2>{title}</h2>
      <button type="button" className="icon-button" aria-label={closeLabel} data-testid="panel-close" onClick={onClose}>
        <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}
