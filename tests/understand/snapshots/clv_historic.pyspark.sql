SELECT
  `t8`.`numerator`,
  `t8`.`denominator`,
  `t8`.`numerator` / CAST(NULLIF(`t8`.`denominator`, 0) AS DOUBLE) AS `value`
FROM (
  SELECT
    SUM(`t7`.`worth`) AS `numerator`,
    SUM(CAST(`t7`.`orders_ever` >= 1 AS BIGINT)) AS `denominator`
  FROM (
    SELECT
      0 AS `period`,
      `t6`.`customer_id`,
      `t6`.`worth_0` AS `worth`,
      `t6`.`orders_0` AS `orders_ever`
    FROM (
      SELECT
        `t5`.`customer_id`,
        SUM(IF(`t5`.`day` < MAKE_DATE(2024, 7, 1), `t5`.`today`, NULL)) AS `worth_0`,
        SUM(IF(`t5`.`day` < MAKE_DATE(2024, 7, 1), `t5`.`bought`, NULL)) AS `orders_0`
      FROM (
        SELECT
          `t4`.`customer_id`,
          `t4`.`day`,
          `t4`.`earned`,
          `t4`.`bought`,
          `t4`.`earned` * EXP(
            (
              CAST(DATEDIFF(DAY, `t4`.`day`, MAKE_DATE(2024, 7, 1)) AS DOUBLE) / CAST('365.25' AS DOUBLE)
            ) * CAST('0.09531017980432493' AS DOUBLE)
          ) AS `today`
        FROM (
          SELECT
            *
          FROM (
            SELECT
              `t0`.`customer_id`,
              `t0`.`day`,
              CAST(`t0`.`amount` AS DOUBLE) * CAST(CASE WHEN `t0`.`kind` = 'sale' THEN 1 WHEN `t0`.`kind` = 'return' THEN -1 ELSE 0 END AS DOUBLE) * CAST(`t0`.`currency` = 'EUR' AS DOUBLE) * CASE
                WHEN `t0`.`category` = 'shoes'
                THEN CASE
                  WHEN `t0`.`day` >= MAKE_DATE(2024, 1, 1)
                  THEN CAST('0.25' AS DOUBLE)
                  ELSE CAST('0.25' AS DOUBLE)
                END
                ELSE CASE
                  WHEN `t0`.`day` >= MAKE_DATE(2024, 1, 1)
                  THEN CAST('0.35' AS DOUBLE)
                  ELSE CAST('0.35' AS DOUBLE)
                END
              END AS `earned`,
              CAST(`t0`.`kind` = 'sale' AS BIGINT) AS `bought`
            FROM `lines` AS `t0`
            WHERE
              `t0`.`customer_id` IS NOT NULL AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
          ) AS `t3`
          UNION ALL
          SELECT
            *
          FROM (
            SELECT
              `t1`.`customer_id`,
              `t1`.`day`,
              -(
                CASE
                  WHEN `t1`.`day` >= MAKE_DATE(2024, 1, 1)
                  THEN CAST('2.5' AS DOUBLE)
                  ELSE CAST('2.5' AS DOUBLE)
                END
              ) AS `earned`,
              0 AS `bought`
            FROM `orders` AS `t1`
            WHERE
              `t1`.`kind` = 'sale'
              AND `t1`.`customer_id` IS NOT NULL
              AND `t1`.`day` < MAKE_DATE(2024, 7, 1)
          ) AS `t2`
        ) AS `t4`
      ) AS `t5`
      GROUP BY
        1
    ) AS `t6`
    WHERE
      `t6`.`orders_0` >= 1
  ) AS `t7`
) AS `t8`
