SELECT
  *
FROM (
  SELECT
    SUM(CAST(`t3`.`hours` >= 0 AS BIGINT)) AS `numerator`,
    PERCENTILE(`t3`.`hours`, CAST('0.9' AS DOUBLE)) AS `value`
  FROM (
    SELECT
      0 AS `period`,
      `t2`.`customer_id`,
      CASE
        WHEN `t2`.`opened_at` <= `t2`.`resolved_at`
        THEN CAST(CAST(UNIX_TIMESTAMP(CAST(`t2`.`resolved_at` AS TIMESTAMP)) AS BIGINT) - CAST(UNIX_TIMESTAMP(CAST(`t2`.`opened_at` AS TIMESTAMP)) AS BIGINT) AS DOUBLE) / 3600
        ELSE NULLIF(`t2`.`told`, 0)
      END AS `hours`
    FROM (
      SELECT
        `t1`.`customer_id`,
        `t1`.`case`,
        MIN(IF(`t1`.`opening`, `t1`.`occurred_at`, NULL)) AS `opened_at`,
        MAX(IF(NOT (
          `t1`.`opening`
        ), `t1`.`occurred_at`, NULL)) AS `resolved_at`,
        MAX(IF(NOT (
          `t1`.`opening`
        ), `t1`.`day`, NULL)) AS `day`,
        MAX(IF(NOT (
          `t1`.`opening`
        ), `t1`.`told`, NULL)) AS `told`
      FROM (
        SELECT
          `t0`.`customer_id`,
          `t0`.`occurred_at`,
          `t0`.`day`,
          COALESCE(
            NULLIF(
              NULLIF(
                REPLACE(
                  CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'case_id')) AS STRING),
                  '"',
                  ''
                ),
                'null'
              ),
              ''
            ),
            CONCAT('line ', CAST(`t0`.`id` AS STRING))
          ) AS `case`,
          NULLIF(
            NULLIF(
              REPLACE(
                CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'case_id')) AS STRING),
                '"',
                ''
              ),
              'null'
            ),
            ''
          ) IS NOT NULL AS `named`,
          `t0`.`name` = 'case.opened' AS `opening`,
          TRY_CAST(NULLIF(
            NULLIF(
              REPLACE(
                CAST(GET_JSON_OBJECT(`t0`.`properties`, FORMAT_STRING('$.%s', 'hours')) AS STRING),
                '"',
                ''
              ),
              'null'
            ),
            ''
          ) AS DOUBLE) AS `told`
        FROM `interactions` AS `t0`
        WHERE
          `t0`.`name` IN ('case.opened', 'case.resolved')
          AND `t0`.`customer_id` IS NOT NULL
          AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
      ) AS `t1`
      GROUP BY
        1,
        2
    ) AS `t2`
    WHERE
      `t2`.`day` IS NOT NULL
      AND `t2`.`day` >= MAKE_DATE(2023, 7, 1)
      AND `t2`.`day` < MAKE_DATE(2024, 7, 1)
  ) AS `t3`
) AS `t4`
