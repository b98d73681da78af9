import { type ComponentProps, useState } from 'react';
import { Field } from '../design/controls/field.tsx';
import { IconButton } from '../design/controls/icon-button.tsx';
import { EyeIcon, EyeOffIcon } from '../design/display/icons.tsx';

/** A password, which can be shown while it is typed. */
export function PasswordField({
  label = 'Password',
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
          label={shown ? 'Hide what I type' : 'Show what I type'}
          pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOffIcon /> : <EyeIcon />}
        </IconButton>
      }
    />
  );
}
