// The logo of the app, a house with a pin, at the size of text. It is the drawing of the icon without its gradient.
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 256 256" aria-hidden="true" focusable="false">
      <rect x="8" y="8" width="240" height="240" rx="54" fill="#1376b5" />
      <path
        d="M128 46 L220 130 H196 V196 Q196 212 180 212 H76 Q60 212 60 196 V130 H36 Z"
        fill="#ffffff"
        stroke="#ffffff"
        strokeWidth="10"
        strokeLinejoin="round"
      />
      <path d="M128 206 L95 151 A37 37 0 1 1 161 151 Z" fill="#16a765" />
      <circle cx="128" cy="133" r="14" fill="#ffffff" />
    </svg>
  )
}
