interface IconProps {
  readonly className?: string;
}

/** An icon of 20 × 20 drawn in strokes; the control around it gives its name. */
function Icon({ d, className = 'size-5' }: IconProps & { readonly d: string }) {
  return (
    <svg viewBox="0 0 20 20" className={className} aria-hidden="true" fill="none" stroke="currentColor">
      <path d={d} strokeWidth={1.5} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export function UploadIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M10 13V3.5M6.2 7.2 10 3.4l3.8 3.8M3.5 12.5v2.7c0 .8.6 1.4 1.4 1.4h10.2c.8 0 1.4-.6 1.4-1.4v-2.7"
    />
  );
}

export function DownloadIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M10 3.4V13M6.2 9.2 10 13l3.8-3.8M3.5 12.5v2.7c0 .8.6 1.4 1.4 1.4h10.2c.8 0 1.4-.6 1.4-1.4v-2.7"
    />
  );
}

export function UnlockIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M5.4 9h9.2c.8 0 1.4.6 1.4 1.4v5.2c0 .8-.6 1.4-1.4 1.4H5.4c-.8 0-1.4-.6-1.4-1.4v-5.2C4 9.6 4.6 9 5.4 9ZM6.8 9V6.300a3.2 3.2 0 0 1 6.2-1.100M10 12.300v1.4"
    />
  );
}

export function TrashIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M3.5 5.500h13M8 5.300V4c0-.5.4-.9.9-.9h2.200c.5 0 .9.4.9.900v1.300M5.2 5.500l.7 10c.05.8.7 1.3 1.4 1.300h5.400c.7 0 1.350-.5 1.4-1.300l.7-10M8.4 9v4.500M11.6 9v4.5"
    />
  );
}

export function CloseIcon(props: IconProps) {
  return <Icon {...props} d="m5 5 10 10M15 5 5 15" />;
}

export function PauseIcon(props: IconProps) {
  return <Icon {...props} d="M7.2 5v10M12.8 5v10" />;
}

export function PlayIcon(props: IconProps) {
  return <Icon {...props} d="M6.5 4.600v10.800L15 10 6.5 4.600Z" />;
}

export function RetryIcon(props: IconProps) {
  return <Icon {...props} d="M16 10a6 6 0 1 1-1.8-4.300L16 7.500M16 3.600v3.900h-3.9" />;
}

export function CheckIcon(props: IconProps) {
  return <Icon {...props} d="m4.5 10.5 3.6 3.6 7.4-8" />;
}

export function WarnIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M10 7.300v3.400M10 13.600v.05M8.9 3.6 2.6 14.400c-.5.8.1 1.9 1.1 1.900h12.600c1 0 1.6-1.1 1.1-1.900L11.1 3.600c-.5-.8-1.7-.8-2.2 0Z"
    />
  );
}

export function BackIcon(props: IconProps) {
  return <Icon {...props} d="M11.8 4.5 6.3 10l5.5 5.5" />;
}

export function CopyIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M7.5 7.500V5c0-.8.6-1.4 1.4-1.400H15c.8 0 1.4.6 1.4 1.400v6.100c0 .8-.6 1.4-1.4 1.400h-2.500M5 7.500h6.100c.8 0 1.4.6 1.4 1.400V15c0 .8-.6 1.4-1.4 1.400H5c-.8 0-1.4-.6-1.4-1.400V8.900c0-.8.6-1.4 1.4-1.400Z"
    />
  );
}

export function EmailIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M3.5 5.500h13c.5 0 .9.4.9.900v7.200c0 .5-.4.9-.9.900h-13c-.5 0-.9-.4-.9-.9V6.400c0-.5.4-.9.9-.9ZM3 6.500l7 4.8 7-4.8"
    />
  );
}

export function EyeIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5ZM10 12.200a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400Z"
    />
  );
}

export function EyeOffIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M4 4l12 12M8.3 5.200A7 7 0 0 1 10 5c4.8 0 7.5 5 7.5 5a12 12 0 0 1-2 2.600M12.9 14.400A7 7 0 0 1 10 15c-4.8 0-7.5-5-7.5-5a12.4 12.4 0 0 1 3.4-3.7"
    />
  );
}

export function SunIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M10 13.200a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.400ZM10 2.500v1.300M10 16.200v1.300M2.5 10h1.300M16.2 10h1.300M4.7 4.700l.9.900M14.4 14.400l.9.900M4.7 15.300l.9-.9M14.4 5.600l.9-.9"
    />
  );
}

export function MoonIcon(props: IconProps) {
  return <Icon {...props} d="M16.3 11.900A6.8 6.8 0 0 1 8.1 3.700a6.8 6.8 0 1 0 8.2 8.200Z" />;
}

export function SystemIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M3.9 4h12.200c.5 0 .9.4.9.900v7.700c0 .5-.4.9-.9.900H3.900c-.5 0-.9-.4-.9-.9V4.900c0-.5.4-.9.9-.9ZM7.5 16.500h5M10 13.500v3"
    />
  );
}

export function SignOutIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M8 3.500H5c-.8 0-1.4.6-1.4 1.400v10.200c0 .8.6 1.4 1.4 1.400h3M13 13.200l3.2-3.200L13 6.800M16 10H7.8"
    />
  );
}

export function ImageIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M4.9 3.500h10.200c.8 0 1.4.6 1.4 1.400v10.200c0 .8-.6 1.4-1.4 1.400H4.900c-.8 0-1.4-.6-1.4-1.400V4.900c0-.8.6-1.4 1.4-1.400ZM7.3 8.500a1.2 1.2 0 1 0 0-2.4 1.2 1.2 0 0 0 0 2.400ZM3.8 14.200l3.4-3.1 2.3 2 3.2-3.6 3.6 3.9"
    />
  );
}

export function DocumentIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M11.5 3H6.200c-.8 0-1.4.6-1.4 1.400v11.200c0 .8.6 1.4 1.4 1.400h7.600c.8 0 1.4-.6 1.4-1.400V6.700L11.5 3ZM11.3 3.200v3.700H15M7.6 10.300h4.800M7.6 13.200h3.2"
    />
  );
}

export function ArchiveIcon(props: IconProps) {
  return (
    <Icon
      {...props}
      d="M4.9 3.500h10.200c.8 0 1.4.6 1.4 1.400v10.200c0 .8-.6 1.4-1.4 1.400H4.900c-.8 0-1.4-.6-1.4-1.400V4.900c0-.8.6-1.4 1.4-1.400ZM10 3.700v1.600M10 7.300v1.600M9 11h2v2.600H9V11Z"
    />
  );
}
