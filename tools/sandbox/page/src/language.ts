/** The page's language, handed down to every component. */
import { createContext, useContext } from "react";
import { LANGUAGES, type Language, type Strings } from "./strings";

export const LanguageContext = createContext<Language>("en");

export const useLanguage = (): Language => useContext(LanguageContext);

export const useStrings = (): Strings => LANGUAGES[useLanguage()].strings;
