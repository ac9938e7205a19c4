-- Sources that are configured without code: the template that a source was made of.
ALTER TABLE sources ADD COLUMN template text CHECK (template IS NULL OR kind = 'SYSTEM');
COMMENT ON COLUMN sources.template IS 'what executes it; NULL where the slug or the kind says so';
