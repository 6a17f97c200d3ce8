SELECT
  "t4"."numerator",
  "t4"."denominator",
  CAST("t4"."numerator" AS DOUBLE) / CAST(NULLIF("t4"."denominator", 0) AS DOUBLE) AS "value"
FROM (
  SELECT
    SUM("t3"."purchases") AS "numerator",
    SUM(CAST("t3"."purchases" >= 1 AS BIGINT)) AS "denominator"
  FROM (
    SELECT
      0 AS "period",
      "t2"."customer_id",
      "t2"."purchases"
    FROM (
      SELECT
        "t1"."customer_id",
        COUNT(*) FILTER(WHERE
          "t1"."kind" = 'sale') AS "purchases"
      FROM (
        SELECT
          *
        FROM "orders" AS "t0"
        WHERE
          "t0"."customer_id" IS NOT NULL
          AND "t0"."day" >= MAKE_DATE(2023, 7, 1)
          AND "t0"."day" < MAKE_DATE(2024, 7, 1)
      ) AS "t1"
      GROUP BY
        1
    ) AS "t2"
  ) AS "t3"
) AS "t4"
