import arrangement2024 from '../../register/arrangements/2024.json' with { type: 'json' };
import arrangement2025 from '../../register/arrangements/2025.json' with { type: 'json' };
import arrangement2026 from '../../register/arrangements/2026.json' with { type: 'json' };
import { Calendar } from './arrangement.js';

/** The calendar of the arrangements in `register/arrangements` (INT-12); a later year is added with `install`. */
export const installedCalendar: Calendar = Calendar.of([arrangement2024, arrangement2025, arrangement2026]);
