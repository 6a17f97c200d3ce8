SELECT
  "t4"."numerator",
  "t4"."numerator" AS "value"
FROM (
  SELECT
    SUM("t3"."purchases") AS "numerator"
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
