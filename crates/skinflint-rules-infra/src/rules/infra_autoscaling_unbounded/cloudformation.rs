//! Autoscaling in CloudFormation: groups of machines, targets of application autoscaling.

use skinflint_base::Certainty;
use skinflint_program::resources::{Lookup, Resource};

use super::{Options, Seen, What};

pub(super) fn judge(resource: &Resource, options: &Options) -> Option<Seen> {
    let (path, setting): (&[&str], &'static str) = match &*resource.kind {
        "AWS::AutoScaling::AutoScalingGroup" => (&["MaxSize"], "MaxSize"),
        "AWS::ApplicationAutoScaling::ScalableTarget" => {
            // Units of other dimensions are no machines: read capacity, shares.
            let dimension = resource.body.get(&["ScalableDimension"]).present()?.as_str()?;
            if !matches!(
                dimension,
                "ecs:service:DesiredCount"
                    | "ec2:spot-fleet-request:TargetCapacity"
                    | "lambda:function:ProvisionedConcurrency"
            ) {
                return None;
            }
            (&["MaxCapacity"], "MaxCapacity")
        }
        "AWS::EKS::Nodegroup" => (&["ScalingConfig", "MaxSize"], "ScalingConfig.MaxSize"),
        _ => return None,
    };
    let Lookup::Present(value) = resource.body.get(path) else { return None };
    let is = value.as_number().filter(|is| *is > f64::from(options.max))?;
    Some(Seen {
        at: value.at.unwrap_or(resource.at),
        certainty: if value.assumed { Certainty::Likely } else { Certainty::Certain },
        what: What::Above { setting, is, most: options.max },
    })
}
