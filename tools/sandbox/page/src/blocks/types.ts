/** The parts of Block Kit that Baselib sends: the sandbox refuses all others. https://docs.slack.dev/reference/block-kit/ */

export interface TextObject {
  type: "plain_text" | "mrkdwn";
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface SelectOption {
  text: TextObject;
  value: string;
  description?: TextObject;
  url?: string;
}

export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: "primary" | "danger";
}

interface Interactive {
  action_id?: string;
  confirm?: Confirm;
  placeholder?: TextObject;
}

export interface ButtonElement extends Interactive {
  type: "button";
  text: TextObject;
  value?: string;
  url?: string;
  style?: "primary" | "danger";
  accessibility_label?: string;
}

export interface StaticSelectElement extends Interactive {
  type: "static_select" | "multi_static_select";
  options: SelectOption[];
  initial_option?: SelectOption;
  initial_options?: SelectOption[];
  max_selected_items?: number;
}

export interface ExternalSelectElement extends Interactive {
  type: "external_select" | "multi_external_select";
  initial_option?: SelectOption;
  initial_options?: SelectOption[];
  min_query_length?: number;
  max_selected_items?: number;
}

export type ThingSelectType = "users_select" | "conversations_select";

export interface ThingSelectElement extends Interactive {
  type: ThingSelectType;
  initial_user?: string;
  initial_conversation?: string;
  default_to_current_conversation?: boolean;
}

export interface OverflowElement extends Interactive {
  type: "overflow";
  options: SelectOption[];
}

export interface PickerElement extends Interactive {
  type: "datepicker" | "timepicker";
  initial_date?: string;
  initial_time?: string;
}

export interface ChoiceElement extends Interactive {
  type: "checkboxes" | "radio_buttons";
  options: SelectOption[];
  initial_option?: SelectOption;
  initial_options?: SelectOption[];
}

export interface TextInputElement extends Interactive {
  type: "plain_text_input";
  initial_value?: string;
  multiline?: boolean;
  max_length?: number;
}

export type Element =
  | ButtonElement
  | StaticSelectElement
  | ExternalSelectElement
  | ThingSelectElement
  | OverflowElement
  | PickerElement
  | ChoiceElement
  | TextInputElement;

interface Common {
  block_id?: string;
}

export interface SectionBlock extends Common {
  type: "section";
  text: TextObject;
  accessory?: Element;
}

export interface HeaderBlock extends Common {
  type: "header";
  text: TextObject;
}

export interface ContextBlock extends Common {
  type: "context";
  elements: TextObject[];
}

export interface ActionsBlock extends Common {
  type: "actions";
  elements: Element[];
}

export interface InputBlock extends Common {
  type: "input";
  label: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  element: Element;
}

export interface TextCell {
  type: "raw_text";
  text: string;
}

export interface NumberCell {
  type: "raw_number";
  value: number;
  text?: string;
}

export type Cell = TextCell | NumberCell;

export interface TableBlock extends Common {
  type: "table";
  rows: Cell[][];
  column_settings?: ({ align?: "left" | "center" | "right"; is_wrapped?: boolean } | null)[];
}

export interface DataTableBlock extends Common {
  type: "data_table";
  caption: string;
  rows: Cell[][];
  page_size?: number;
  row_header_column_index?: number;
}

export interface DataPoint {
  label: string;
  value: number;
}

export interface Series {
  name: string;
  data: DataPoint[];
}

export interface CartesianChart {
  type: "line" | "bar" | "area";
  series: Series[];
  axis_config?: { categories?: string[]; x_label?: string; y_label?: string };
}

export interface ChartBlock extends Common {
  type: "data_visualization";
  title: string;
  chart: CartesianChart;
}

export type Block =
  | SectionBlock
  | HeaderBlock
  | ContextBlock
  | ActionsBlock
  | InputBlock
  | TableBlock
  | DataTableBlock
  | ChartBlock;
