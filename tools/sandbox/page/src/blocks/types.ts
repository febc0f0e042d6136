/** The parts of Block Kit that this page draws itself. https://docs.slack.dev/reference/block-kit/ */

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

export interface OptionGroup {
  label: TextObject;
  options: SelectOption[];
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
  options?: SelectOption[];
  option_groups?: OptionGroup[];
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

export type ThingSelectType = "users_select" | "channels_select" | "conversations_select";

export interface ThingSelectElement extends Interactive {
  type: ThingSelectType;
  initial_user?: string;
  initial_channel?: string;
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
  type: "plain_text_input" | "number_input" | "email_text_input" | "url_text_input";
  initial_value?: string;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
}

export interface ImageElement {
  type: "image";
  alt_text: string;
  image_url?: string;
  slack_file?: { id?: string; url?: string };
  title?: TextObject;
}

export type InteractiveElement =
  | ButtonElement
  | StaticSelectElement
  | ExternalSelectElement
  | ThingSelectElement
  | OverflowElement
  | PickerElement
  | ChoiceElement
  | TextInputElement;

export type Element = InteractiveElement | ImageElement;

interface Common {
  block_id?: string;
}

export interface SectionBlock extends Common {
  type: "section";
  text?: TextObject;
  fields?: TextObject[];
  accessory?: Element;
}

export interface HeaderBlock extends Common {
  type: "header";
  text: TextObject;
}

export interface ContextBlock extends Common {
  type: "context";
  elements: (TextObject | ImageElement)[];
}

export interface ActionsBlock extends Common {
  type: "actions";
  elements: InteractiveElement[];
}

export interface InputBlock extends Common {
  type: "input";
  label: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  element: InteractiveElement;
}

export interface DividerBlock extends Common {
  type: "divider";
}

export interface ImageBlock extends Common, ImageElement {}

export interface TextCell {
  type: "raw_text";
  text: string;
}

export interface NumberCell {
  type: "raw_number";
  value: number;
  text?: string;
}

export interface RichCell {
  type: "rich_text";
  elements: unknown[];
}

export type Cell = TextCell | NumberCell | RichCell;

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

export interface PieChart {
  type: "pie";
  segments: DataPoint[];
}

export interface ChartBlock extends Common {
  type: "data_visualization";
  title: string;
  chart: CartesianChart | PieChart;
}

export type OwnBlock =
  | SectionBlock
  | HeaderBlock
  | ContextBlock
  | ActionsBlock
  | InputBlock
  | DividerBlock
  | ImageBlock
  | TableBlock
  | DataTableBlock
  | ChartBlock;

/** Anything else is left to slack-blocks-to-jsx. */
export interface OtherBlock extends Common {
  type:
    | "rich_text"
    | "markdown"
    | "alert"
    | "card"
    | "carousel"
    | "container"
    | "context_actions"
    | "file"
    | "plan"
    | "task_card"
    | "video";
}

export type Block = OwnBlock | OtherBlock;
