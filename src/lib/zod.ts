import { z } from "zod";

// The page's Content-Security-Policy forbids eval; zod would otherwise probe for it and compile parsers with it.
z.config({ jitless: true });

export { z };
