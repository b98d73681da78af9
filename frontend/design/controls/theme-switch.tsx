import { useState } from 'react';
import { chooseTheme, chosenTheme, type Theme, themes } from '../browser/theme.ts';
import { MoonIcon, SunIcon, SystemIcon } from '../display/icons.tsx';
import { IconButton } from './icon-button.tsx';

const SHOWN = {
  system: { Icon: SystemIcon, label: 'Theme: as the system' },
  light: { Icon: SunIcon, label: 'Theme: light' },
  dark: { Icon: MoonIcon, label: 'Theme: dark' },
} as const satisfies Record<Theme, unknown>;

/** Goes round system, light and dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  const { Icon, label } = SHOWN[theme];

  function next(): void {
    const following = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    chooseTheme(following);
    setTheme(following);
  }

  return (
    <IconButton label={label} onClick={next}>
      <Icon />
    </IconButton>
  );
}
