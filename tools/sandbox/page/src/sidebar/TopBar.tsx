import { type Ref, useId } from "react";
import { api } from "../api/client";
import { useLanguage, useStrings } from "../language";
import { LANGUAGES, type Language } from "../strings";
import { useWorld } from "../world";

interface Props {
  title: string;
  note: string | null;
  drawerOpen: boolean;
  drawerToggle: Ref<HTMLButtonElement>;
  onMenu: () => void;
  onDrawer: () => void;
  onUser: (id: string) => void;
  onLanguage: (language: Language) => void;
}

const LOCALES: [string, string][] = [
  ["en-US", "English"],
  ["zh-CN", "简体中文"],
];

/** Where we are, who we are, and in which languages. */
export function TopBar({ title, note, drawerOpen, drawerToggle, onMenu, onDrawer, onUser, onLanguage }: Props) {
  const strings = useStrings();
  const language = useLanguage();
  const { state, user, report } = useWorld();
  const id = useId();
  const locales = LOCALES.some(([locale]) => locale === user.locale)
    ? LOCALES
    : [...LOCALES, [user.locale, user.locale] as [string, string]];
  return (
    <header className="top-bar">
      <button
        type="button"
        className="icon-button menu-button"
        aria-label={strings.openMenu}
        data-testid="menu"
        onClick={onMenu}
      >
        <span aria-hidden="true">☰</span>
      </button>
      <div className="top-title">
        <h1 data-testid="place-name">{title}</h1>
        <p className="top-note">
          <span className="look-alike-badge" title={strings.lookAlike} data-testid="look-alike">
            {strings.lookAlikeShort}
          </span>
          {note && <span>{note}</span>}
        </p>
      </div>
      <div className="top-controls">
        <label htmlFor={`${id}-user`}>
          <span>{strings.actingAs}</span>
          <select
            id={`${id}-user`}
            className="select"
            value={user.id}
            data-testid="user-select"
            onChange={(event) => onUser(event.target.value)}
          >
            {state.users.map((each) => (
              <option key={each.id} value={each.id}>
                {`${each.real_name} · ${each.locale} · ${each.tz}`}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={`${id}-locale`} title={strings.localeOfHint}>
          <span>{strings.localeOf}</span>
          <select
            id={`${id}-locale`}
            className="select"
            value={user.locale}
            data-testid="locale-select"
            onChange={(event) => void api.changeUser(user.id, { locale: event.target.value }).catch(report)}
          >
            {locales.map(([locale, name]) => (
              <option key={locale} value={locale}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label htmlFor={`${id}-page`}>
          <span>{strings.pageLanguage}</span>
          <select
            id={`${id}-page`}
            className="select"
            value={language}
            data-testid="page-language"
            onChange={(event) => onLanguage(event.target.value as Language)}
          >
            {Object.entries(LANGUAGES).map(([code, { name }]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button
          ref={drawerToggle}
          type="button"
          className="button"
          aria-expanded={drawerOpen}
          aria-label={drawerOpen ? strings.closeSandbox : strings.openSandbox}
          data-testid="drawer-toggle"
          onClick={onDrawer}
        >
          {strings.sandbox}
        </button>
      </div>
    </header>
  );
}
