import { useState } from 'react';
import { t } from '../../locales/index.ts';
import { chooseTheme, chosenTheme, type Theme, themes } from '../browser/theme.ts';
import { MoonIcon, SunIcon, SystemIcon } from '../display/icons.tsx';
import { IconButton } from './icon-button.tsx';

const ICONS = {
  system: SystemIcon,
  light: SunIcon,
  dark: MoonIcon,
} as const satisfies Record<Theme, unknown>;

/** Switches between system, light and dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  const Icon = ICONS[theme];

  function next(): void {
    const following = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    chooseTheme(following);
    setTheme(following);
  }

  return (
    <IconButton label={t.theme[theme]} onClick={next}>
      <Icon />
    </IconButton>
  );
}
