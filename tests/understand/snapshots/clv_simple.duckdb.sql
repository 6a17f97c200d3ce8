SELECT
  "t4"."numerator",
  "t4"."denominator",
  CAST("t4"."numerator" AS DOUBLE) / CAST(NULLIF("t4"."denominator", 0) AS DOUBLE) AS "value"
FROM (
  SELECT
    SUM("t3"."revenue") AS "numerator",
    SUM("t3"."purchases_paid") AS "denominator"
  FROM (
    SELECT
      0 AS "period",
      "t2"."customer_id",
      "t2"."revenue",
      "t2"."purchases_paid"
    FROM (
      SELECT
        "t1"."customer_id",
        SUM("t1"."amount") FILTER(WHERE
          (
            "t1"."kind" = 'sale'
          ) AND (
            "t1"."currency" = 'EUR'
          )) AS "revenue",
        COUNT(*) FILTER(WHERE
          (
            "t1"."kind" = 'sale'
          ) AND (
            "t1"."currency" = 'EUR'
          )) AS "purchases_paid"
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
