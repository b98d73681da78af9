// Before the first paint, so that a remembered theme does not flash; a file of its own because the page's
// Content-Security-Policy refuses inline scripts.
{
  const theme = localStorage.getItem('encrypt5.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
}
