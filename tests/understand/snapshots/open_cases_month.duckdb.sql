SELECT
  "t7"."numerator",
  "t7"."numerator" AS "value"
FROM (
  SELECT
    SUM("t6"."open_month") AS "numerator"
  FROM (
    SELECT
      0 AS "period",
      "t5"."customer_id",
      "t5"."open_month"
    FROM (
      SELECT
        "t4"."customer_id",
        COUNT(*) FILTER(WHERE
          "t4"."day" < MAKE_DATE(2024, 6, 1)) AS "open_month"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t2"."customer_id",
            "t2"."case",
            MAX("t2"."occurred_at") FILTER(WHERE
              "t2"."opening") AS "opened_at",
            MAX("t2"."occurred_at") FILTER(WHERE
              NOT (
                "t2"."opening"
              )) AS "resolved_at",
            MAX("t2"."day") FILTER(WHERE
              "t2"."opening") AS "day"
          FROM (
            SELECT
              *
            FROM (
              SELECT
                "t0"."customer_id",
                "t0"."occurred_at",
                "t0"."day",
                COALESCE(
                  NULLIF(
                    NULLIF(
                      REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.case_id' AS TEXT), '"', ''),
                      'null'
                    ),
                    ''
                  ),
                  'line ' || CAST("t0"."id" AS TEXT)
                ) AS "case",
                NULLIF(
                  NULLIF(
                    REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.case_id' AS TEXT), '"', ''),
                    'null'
                  ),
                  ''
                ) IS NOT NULL AS "named",
                "t0"."name" = 'case.opened' AS "opening",
                TRY_CAST(NULLIF(
                  NULLIF(
                    REPLACE(CAST(CAST("t0"."properties" AS JSON) -> '$.hours' AS TEXT), '"', ''),
                    'null'
                  ),
                  ''
                ) AS DOUBLE) AS "told"
              FROM "interactions" AS "t0"
              WHERE
                "t0"."name" IN ('case.opened', 'case.resolved')
                AND "t0"."customer_id" IS NOT NULL
                AND "t0"."day" < MAKE_DATE(2024, 7, 1)
            ) AS "t1"
            WHERE
              "t1"."named" AND "t1"."day" < MAKE_DATE(2024, 7, 1)
          ) AS "t2"
          GROUP BY
            1,
            2
        ) AS "t3"
        WHERE
          "t3"."opened_at" IS NOT NULL
          AND (
            (
              "t3"."resolved_at" IS NULL
            ) OR (
              "t3"."resolved_at" < "t3"."opened_at"
            )
          )
      ) AS "t4"
      GROUP BY
        1
    ) AS "t5"
  ) AS "t6"
) AS "t7"
