import { type ComponentProps, useState } from 'react';
import { Field } from '../design/controls/field.tsx';
import { IconButton } from '../design/controls/icon-button.tsx';
import { EyeIcon, EyeOffIcon } from '../design/display/icons.tsx';
import { t } from '../locales/index.ts';

/** A password that can be shown while it is typed. */
export function PasswordField({
  label = t.credentials.password,
  ...props
}: Omit<ComponentProps<typeof Field>, 'type' | 'label' | 'end'> & { label?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      label={label}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      end={
        <IconButton
          label={shown ? t.credentials.hidePassword : t.credentials.showPassword}
          pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOffIcon /> : <EyeIcon />}
        </IconButton>
      }
    />
  );
}
