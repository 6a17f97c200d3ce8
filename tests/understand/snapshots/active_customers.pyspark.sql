SELECT
  `t4`.`numerator`,
  `t4`.`numerator` AS `value`
FROM (
  SELECT
    SUM(CAST(`t3`.`last_day` >= `t3`.`final_month_start` AS BIGINT)) AS `numerator`
  FROM (
    SELECT
      0 AS `period`,
      `t2`.`customer_id`,
      `t2`.`last_day`,
      MAKE_DATE(2024, 6, 1) AS `final_month_start`
    FROM (
      SELECT
        `t1`.`customer_id`,
        MAX(IF(`t1`.`kind` = 'sale', `t1`.`day`, NULL)) AS `last_day`
      FROM (
        SELECT
          *
        FROM `orders` AS `t0`
        WHERE
          `t0`.`customer_id` IS NOT NULL
          AND `t0`.`day` >= MAKE_DATE(2023, 7, 1)
          AND `t0`.`day` < MAKE_DATE(2024, 7, 1)
      ) AS `t1`
      GROUP BY
        1
    ) AS `t2`
  ) AS `t3`
) AS `t4`
