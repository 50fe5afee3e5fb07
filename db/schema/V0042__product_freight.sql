-- What a parcel with the product costs its buyer.

ALTER TABLE product ADD COLUMN freight_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE product ADD CONSTRAINT product_freight CHECK (freight_fen >= 0);
