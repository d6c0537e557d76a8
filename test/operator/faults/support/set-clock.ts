/** Loaded before an operator: its wall clock goes three hours forward with SIGUSR2, and three hours back with SIGPIPE. The monotonic one goes on. */
const hours = 3 * 3_600_000;
const real = Date.now.bind(Date);
let offset = 0;
Date.now = () => real() + offset;
process.on('SIGUSR2', () => void (offset += hours));
process.on('SIGPIPE', () => void (offset -= hours));
